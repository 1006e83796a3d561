/** Throws a draft away, wherever that is asked for; for ten seconds it comes back with a word. */
import { asAppError, queryClient } from '../api.ts'
import { refuse, toast } from '../stores/toasts.ts'
import { type DraftKeeper, isBlank } from './draft.ts'

/** `detail` says which one it was. */
export async function discardDraft(keeper: DraftKeeper, text: string, detail: string): Promise<void> {
  const reread = () => queryClient.invalidateQueries({ queryKey: ['drafts.list'] })
  try {
    await keeper.load()
    const { content } = keeper
    if (isBlank(content)) return
    await keeper.discard(false)
    await reread()
    const undo = async () => {
      await keeper.put(content)
      await keeper.flush()
      await reread()
    }
    toast({ id: 'draft', icon: 'undo', text, detail, undo: () => void undo(), seconds: 10 })
  } catch (thrown) {
    refuse(asAppError(thrown), () => void discardDraft(keeper, text, detail))
  }
}
