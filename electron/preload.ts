/** All that the screen gets of the trusted side. Runs in the sandbox: nothing but `electron` can be imported here. */
import { contextBridge, ipcRenderer } from 'electron'
import type { Bridge } from '../shared/contract.ts'
import { channels } from './channels.ts'

const listeners = new Map<string, Set<(message: never) => void>>()

ipcRenderer.on(channels.topic, (_event, topic: string, message: unknown, receipt: number | null) => {
  for (const listener of listeners.get(topic) ?? []) listener(message as never)
  if (receipt !== null) ipcRenderer.send(channels.receipt, receipt)
})

const bridge: Bridge = {
  invoke: (method, input, requestId) => ipcRenderer.invoke(channels.invoke, method, input, requestId),
  on(topic, listener) {
    const set = listeners.get(topic) ?? new Set()
    listeners.set(topic, set.add(listener))
    return () => {
      set.delete(listener)
    }
  },
}

contextBridge.exposeInMainWorld('backline', bridge)
