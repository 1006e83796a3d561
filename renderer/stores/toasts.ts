/** What just happened. A condition that lasts is a banner, a question is a dialog. */
import type { ReactNode } from 'react'
import { create } from 'zustand'
import type { AppError } from '../../shared/errors.ts'
import type { IconName } from '../components/icon.tsx'

export interface ToastInput {
  /** What happened, strong: "T-48190 resolved." */
  text: ReactNode
  /** What follows from it, quiet. */
  detail?: ReactNode
  icon?: IconName
  tone?: 'success' | 'danger' | 'warning'
  action?: { label: string; run: () => void }
  /** Shows "Undo" with its key U and the seconds that are left. */
  undo?: () => void
  /** How long it stays; 6 unless told. Pointing at it or focusing it holds it. */
  seconds?: number
  /** A later toast with the same id takes this one's place. */
  id?: string
}

export interface Toast extends ToastInput {
  id: string
  until: number
}

const most = 4
let made = 0

export const useToasts = create<{ toasts: Toast[] }>()(() => ({ toasts: [] }))

export function toast(input: ToastInput): string {
  made += 1
  const id = input.id ?? `toast-${made}`
  const next = { ...input, id, until: Date.now() + (input.seconds ?? 6) * 1000 }
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts.filter((known) => known.id !== id), next].slice(-most) }))
  return id
}

export function dismissToast(id: string) {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((known) => known.id !== id) }))
}

/** Takes back the latest thing that can be taken back. */
export function undoLatest(): boolean {
  const latest = useToasts.getState().toasts.findLast((known) => known.undo)
  if (!latest) return false
  dismissToast(latest.id)
  latest.undo?.()
  return true
}

const retryable = new Set(['offline', 'timeout', 'busy', 'internal', 'storage'])

/** Says a refusal that no screen has answered; what may pass gets a way to try the same intent again. */
export function refuse(error: AppError, again?: () => void) {
  if (error.code === 'cancelled' || error.code === 'signed_out') return
  const action = again && retryable.has(error.code) ? { action: { label: 'Try again', run: again } } : {}
  warn(`refused-${error.code}`, error.message, action)
}

/** The first sentence says what happened; what was kept and what helps follows quietly. */
export function warn(id: string, message: string, more: Pick<ToastInput, 'action'> = {}) {
  const [text = '', ...detail] = message.split(/(?<=\.) (?=\p{Lu})/u)
  toast({ id, text, detail: detail.join(' '), icon: 'alert', tone: 'danger', seconds: 12, ...more })
}
