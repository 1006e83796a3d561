/** What has to be undone before the process may end, in the reverse order of its making; done once however often it is asked for. */
export class Ending {
  private readonly steps: (() => unknown)[] = []
  private readonly abort = new AbortController()
  private running: Promise<void> | null = null

  /** Aborted when the end begins. */
  get signal(): AbortSignal {
    return this.abort.signal
  }

  add(step: () => unknown): void {
    this.steps.push(step)
  }

  run(): Promise<void> {
    this.running ??= this.undo()
    return this.running
  }

  private async undo(): Promise<void> {
    this.abort.abort()
    for (const step of this.steps.reverse()) await Promise.resolve(step()).catch((error) => console.error(error))
  }
}
