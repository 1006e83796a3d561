/**
 * What the console writes into its audit, as people say it. Histories put who did it before these words and may say more of an item of
 * their own; the audit and lists of filters use them as names. Exports keep the technical name.
 */
const actionWords: Record<string, string> = {
  // of every kind
  claim: 'claimed it',
  next_item: 'took it as the next one',
  release: 'gave it back',
  skip: 'left it to others',
  assign: 'changed the owner',
  hand_over: 'handed it over',
  wake: 'woke it: the snooze ended',
  platform_update: 'changed it outside the console',
  document_view: 'looked at a document',
  // tickets
  ticket_reply: 'replied to the customer',
  ticket_undo_reply: 'took the reply back before it left',
  ticket_note: 'wrote a note',
  ticket_set_status: 'changed the status of the ticket',
  ticket_set_priority: 'changed the priority',
  ticket_set_category: 'changed the category',
  ticket_escalate: 'escalated the ticket',
  ticket_resolve: 'resolved the ticket',
  ticket_reopen: 'reopened the ticket',
  ticket_snooze: 'snoozed the ticket',
  ticket_tag: 'changed the tags',
  // cases
  case_decide: 'decided the case',
  case_correct: 'corrected the decision on the case',
  case_undo: 'took the decision on the case back',
  case_hold: 'set the case aside',
  case_answer_appeal: 'answered the appeal',
  case_limit: 'kept the person from uploading',
  case_suspend: 'suspended the person after a case',
  case_ban: 'banned the person after a case',
  reporter_forgive: 'forgave false reports',
  // identity checks
  kyc_approve: 'approved the identity check',
  kyc_reject: 'rejected the identity check',
  kyc_needs_info: 'asked the applicant for more',
  kyc_dispose: 'judged a screening hit',
  kyc_undo: 'took the decision on the identity check back',
  // payouts
  payout_prepare: 'prepared the payout',
  payout_sign: 'signed the payout',
  payout_edit: 'edited the payout',
  payout_send_back: 'sent the payout back',
  payout_reject: 'rejected the payout',
  payout_cancel: 'cancelled the payout',
  payout_hold: 'put the payout on hold',
  payout_release: 'ended the hold',
  payout_send: 'marked the payout as sent',
  payout_paid: 'marked the payout as paid',
  payout_failed: 'marked the payout as failed',
  payout_unknown: 'marked the outcome of the payout as unknown',
  payout_returned: 'booked the return of the payout',
  payout_check: 'looked at the payout again',
  payout_lapse: 'let the signatures lapse',
  payout_policy: 'brought the payout under the policy that came into force',
  payout_policy_propose: 'proposed a policy of payouts',
  payout_policy_adopt: 'adopted a policy of payouts',
  payout_policy_withdraw: 'withdrew a policy of payouts',
  // rights
  conflict_answer: 'recorded an answer',
  conflict_escalate: 'escalated the conflict',
  conflict_hold: 'put the conflict aside',
  conflict_extend: 'granted the second period',
  conflict_resolve: 'settled the conflict',
  conflict_undo: 'took the resolution back',
  claim_save: 'saved a claim',
  split_save: 'saved a split',
  // people and the platform
  person_suspend: 'suspended the person',
  person_reinstate: 'reinstated the person',
  person_set_role: 'changed the role of the person',
  person_reset_sessions: 'ended all sessions of the person',
  setting_set: 'changed a setting',
  feature_flag_set: 'changed a feature flag',
  export: 'exported data',
  step_up: 'entered the password again',
}

/** "prepared the payout"; what has no words is said as it is called. */
export const actionVerb = (action: string): string => actionWords[action] ?? action.replaceAll('_', ' ')

/** "Prepared the payout" */
export function actionName(action: string): string {
  const verb = actionVerb(action)
  return verb.charAt(0).toUpperCase() + verb.slice(1)
}

export const hasActionName = (action: string): boolean => Object.hasOwn(actionWords, action)
