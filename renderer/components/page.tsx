import { type ComponentType, type ReactNode, useEffect, useState } from 'react'

/** A screen that is fetched when it is first needed. */
export interface Page {
  component: ComponentType | null
  fetch: () => Promise<ComponentType>
}

export function pageOf(load: () => Promise<{ default: ComponentType }>): Page {
  const page: Page = {
    component: null,
    fetch: async () => {
      page.component ??= (await load()).default
      return page.component
    },
  }
  return page
}

/**
 * Shows the page, or `waiting` until it is here. Not React.lazy: that holds back a page for 300 ms even when it was fetched
 * long ago.
 */
export function PageView({ page, waiting }: { page: Page; waiting: ReactNode }) {
  const [component, setComponent] = useState<{ is: ComponentType } | { failed: unknown } | null>(page.component && { is: page.component })
  useEffect(() => {
    page.fetch().then(
      (is) => setComponent((known) => known ?? { is }),
      (failed) => setComponent({ failed }),
    )
  }, [page])
  if (!component) return waiting
  if ('failed' in component) throw component.failed
  return <component.is />
}
