/** A reason not to start. The message is a whole sentence or two for the person at the terminal; no stack is shown with it. */
export class StartError extends Error {}

/** True for a disk without room, however it was noticed: by Node, by PostgreSQL or in PostgreSQL's log. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? error.code : null
  return (
    code === 'ENOSPC' || code === 'EDQUOT' || code === '53100' || code === 'SQLITE_FULL' || /No space left on device/.test(error.message)
  )
}

export function diskFull(folder: string): StartError {
  return new StartError(`The disk that holds ${folder} is full. Nothing was lost. Free about 300 MB there, then start again.`)
}
