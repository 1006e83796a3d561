/** Words of the rights desk: societies by country, notes, what parties hand in. */
export const societies: Record<string, string> = {
  GB: 'PRS',
  IE: 'IMRO',
  DE: 'GEMA',
  AT: 'AKM',
  CH: 'SUISA',
  FR: 'SACEM',
  BE: 'SABAM',
  NL: 'BUMA',
  ES: 'SGAE',
  IT: 'SIAE',
  PT: 'SPA',
  SE: 'STIM',
  NO: 'TONO',
  DK: 'KODA',
  IS: 'STEF',
  PL: 'ZAIKS',
  CZ: 'OSA',
  US: 'ASCAP',
  CA: 'SOCAN',
  BR: 'UBC',
  AR: 'SADAIC',
  MX: 'SACM',
  CO: 'SAYCO',
  JP: 'JASRAC',
  KR: 'KOMCA',
  IN: 'IPRS',
  AU: 'APRA',
  ZA: 'SAMRO',
  NG: 'MCSN',
  GH: 'GHAMRO',
  SN: 'SODAV',
  MA: 'BMDAV',
  LV: 'AKKA/LAA',
  EE: 'EAÜ',
  UA: 'NGO-UACRR',
}

export const conflictNotes: Record<'ownership' | 'split_percentage' | 'metadata' | 'duplicate_registration', string[]> = {
  ownership: [
    'Two agreements cover the same countries and years.',
    'The earlier label says that its contract was never ended.',
    'Both sides present a signed agreement.',
  ],
  split_percentage: [
    'The shares of the writers come to more than the whole.',
    'The band counts five, the split sheet four.',
    'An old share was never ended when the new one began.',
  ],
  metadata: [
    'The society lists another composer.',
    'The title differs by a comma and became a second work.',
    'The names of arranger and composer are exchanged.',
  ],
  duplicate_registration: [
    'The same recording was delivered under two codes.',
    'A distributor delivered the back catalogue again.',
    'One recording, registered by two publishers.',
  ],
}

export const resolutions: Record<string, string[]> = {
  accepted_claim: ['The other side withdrew after it had seen the agreement.', 'Only one of the agreements was signed by all.'],
  split_adjusted: ['Both sides signed the new split sheet.', 'The band agreed on equal shares.'],
  withdrawn: ['The claim was a slip of the importer and is gone.'],
  period_corrected: ['The older agreement ended a year earlier than entered.'],
  territory_corrected: ['The agreement covers Germany, Austria and Switzerland only.'],
  metadata_corrected: ['The composer was corrected at the society.'],
  duplicate_merged: ['Both registrations are one now; the older code stays.'],
}

export const agreementTitles = {
  recording: 'Recording agreement',
  publishing: 'Publishing agreement',
  distribution: 'Distribution agreement',
  license: 'Licence',
  other: 'Side letter',
} as const
