/** The names of the only channels between preload and main. */
export const channels = {
  /** (method, input, requestId) -> Result */
  invoke: 'backline:invoke',
  /** main tells: (topic, message, receipt) */
  topic: 'backline:topic',
  /** preload answers a topic that came with a receipt, after every listener has run: (receipt) */
  receipt: 'backline:receipt',
} as const

/** The only page that may call. */
export const appOrigin = 'app://backline'
