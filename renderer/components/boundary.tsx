import { Component, type ReactNode } from 'react'
import type { AppError } from '../../shared/errors.ts'
import { asAppError } from '../api.ts'
import { ErrorState } from './empty.tsx'

interface BoundaryProps {
  /** "Tickets stopped working." */
  title: string
  children: ReactNode
}

/** A fault of the screen stays in its workspace; rail, status bar and drafts go on. */
export class Boundary extends Component<BoundaryProps, { error: AppError | null }> {
  override state: { error: AppError | null } = { error: null }

  static getDerivedStateFromError(thrown: unknown) {
    return { error: asAppError(thrown) }
  }

  override render() {
    const { error } = this.state
    if (!error) return this.props.children
    return (
      <main className="main">
        <section className="pane">
          <ErrorState
            title={this.props.title}
            error={error}
            safe="Drafts are kept on this computer."
            onRetry={() => this.setState({ error: null })}
          />
        </section>
      </main>
    )
  }
}
