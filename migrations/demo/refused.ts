/** The demo is not filled in, and nothing was changed. The message says why and what to do, for a person. */
export class DemoRefused extends Error {
  override name = 'DemoRefused'
}
