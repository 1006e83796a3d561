/** Work that others' changes ask for again and again, in hundreds of consoles at once. Times in ms. */

export interface Paced {
  ask(): void
  stop(): void
}

/**
 * Runs `run` after a chance time up to `gather`, so that consoles that heard the same do not all ask the database in one moment; while it
 * is asked for on and on, about once a `pause`: by chance as well, since what once fell together would fall together for ever.
 */
export function paced(gather: number, pause: number, run: () => void): Paced {
  let timer: ReturnType<typeof setTimeout> | undefined
  let ranAt = Number.NEGATIVE_INFINITY
  return {
    ask() {
      timer ??= setTimeout(
        () => {
          timer = undefined
          ranAt = performance.now()
          run()
        },
        Math.max(gather * (0.2 + 0.8 * Math.random()), ranAt + pause * (0.75 + 0.5 * Math.random()) - performance.now()),
      )
    },
    stop() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
