/** Whether a report is a periodic one. Proxies, prospectuses and 8-Ks repeat figures, and round them. */
export const isPeriodic = (form: string): boolean => /^(?:10-KT?|10-QT?|20-F|40-F|6-K)(?:\/A)?$/.test(form);

/** Whether a report states whole fiscal years. */
export const isAnnual = (form: string): boolean => /^(?:10-KT?|20-F|40-F)(?:\/A)?$/.test(form);

/** Whether a report is about a transition period. */
export const isTransition = (form: string): boolean => /^10-[KQ]T(?:\/A)?$/.test(form);
