/** The native menu. Its entries ask the screen; what they do is written there. */
import { app, Menu, type MenuItemConstructorOptions } from 'electron'
import type { Topics } from '../shared/contract.ts'
import { openOutside } from './security.ts'

type Command = Topics['command']['name']

export function setMenu(send: (command: Command) => void): void {
  const isMac = process.platform === 'darwin'
  const entry = (label: string, command: Command, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    ...(accelerator ? { accelerator } : {}),
    // The screen knows its keys; registered here too they would fire twice.
    registerAccelerator: false,
    click: () => send(command),
  })
  const signOut = entry('Sign out', 'signOut')
  const leave: MenuItemConstructorOptions[] = [signOut, { type: 'separator' }, { role: 'quit' }]
  const application: MenuItemConstructorOptions = isMac
    ? {
        label: app.name,
        submenu: [
          { role: 'about' },
          { type: 'separator' },
          { role: 'hide' },
          { role: 'hideOthers' },
          { role: 'unhide' },
          { type: 'separator' },
          ...leave,
        ],
      }
    : { label: 'Backline', submenu: leave }
  const view: MenuItemConstructorOptions[] = [
    entry('Find or go to', 'palette', 'CommandOrControl+K'),
    { type: 'separator' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
    ...(app.isPackaged ? [] : [{ type: 'separator' } as const, { role: 'toggleDevTools' } as const]),
  ]
  const help: MenuItemConstructorOptions[] = [
    entry('All keys', 'keys', '?'),
    { label: 'PostgreSQL documentation', click: () => void openOutside('https://www.postgresql.org/docs/') },
    ...(isMac ? [] : [{ type: 'separator' } as const, { role: 'about' } as const]),
  ]
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      application,
      { role: 'editMenu' },
      { label: 'View', submenu: view },
      { role: 'windowMenu' },
      { role: 'help', submenu: help },
    ]),
  )
}
