import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '@fontsource-variable/inter/wght.css'
import './styles/tokens.css'
import './styles/components.css'
import './styles/frame.css'
import { connect, queryClient } from './api.ts'
import { App } from './app.tsx'
import { listenToKeys } from './keyboard.ts'
import { parseRoute } from './route.ts'
import { loadLayout } from './stores/layout.ts'
import { followSession, loadSession, useSession } from './stores/session.ts'
import { followOutbox } from './work/outbox.ts'
import { fetchFirstPage } from './workspaces.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

await connect()
followSession()
followOutbox()
listenToKeys()
// All come from this computer in a few milliseconds; waiting keeps the first paint from changing its mind.
const page = fetchFirstPage(parseRoute(location.hash)).catch(() => undefined)
await Promise.all([loadSession(), loadLayout()])
if (useSession.getState().person) await page

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
)
