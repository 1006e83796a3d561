import { type ReactNode, useId } from 'react'

/** A titled block of facts in a side pane. `more` stands quietly at the right of the title. */
export function Panel({ title, more, children }: { title?: ReactNode; more?: ReactNode; children: ReactNode }) {
  const id = useId()
  if (!title) return <section className="panel">{children}</section>
  return (
    <section className="panel" aria-labelledby={id}>
      <h3 className="panel-title">
        <span id={id}>{title}</span>
        {more && <span className="more">{more}</span>}
      </h3>
      {children}
    </section>
  )
}
