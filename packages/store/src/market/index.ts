/** The whole market by the daily index and the current feed: watermark and receipts. */

export { indexesBeingRead, indexesReadAfter, marketReading, passIndexDay, wholeDaysAfter } from './reading.ts';
export type { DayReceipt, ReceiptCounts } from './receipts.ts';
export { receipts } from './receipts.ts';
