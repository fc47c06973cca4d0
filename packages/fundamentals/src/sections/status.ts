import type { SectionStatus } from '@tickermill/core';

/** Longer texts say something themselves, whatever they refer to. */
const maxPointerChars = 1_500;
const maxRefusalChars = 700;

const reserved = /[[(]?\breserved\b[\])]?\.?$/i;
const refused =
  /\b(?:not applicable(?! to (?:the (?!company|registrant|issuer)|any|such|these|those)\b)|elected not to provide|need not (?:provide|disclose|furnish)|inapplicable|n\/a|not required(?! to\b)|not required to (?:provide|disclose|make|include|furnish|respond|report|present|supply|file|give|answer|complete|be (?:provided|disclosed|included|furnished))|no (?:information|disclosure|response) is required|omitted (?:pursuant|in accordance|under|as permitted|because|by))\b|\bomitted\.?$/i;
const refers =
  /\bincorporat(?:ed|es|ion)\b.{0,200}\breference\b|\breference\b.{0,120}\bincorporat|\b(?:see|refer to|reference is made to)\b|\b(?:is|are|can be|may be) (?:set forth|included|contained|presented|found|provided|discussed|described|disclosed|reported|located|available)\b(?! (?:as follows|below)\b)|\bresponds? to this item\b|\bin(?:formation in)? item \w+ under\b|\bappears?\b|\bis in (?:part|item|notes?|exhibit)\b|\bin conjunction with\b|\b(?:set forth|included|contained) (?:in|under) (?:part|item|notes?|exhibit|the (?:caption|heading|section))\b/i;
/** Whoever says that nothing has changed answers. */
const answers = /\b(?:no|not|any) (?:been |be )?(?:any )?material(?:ly)?\b.{0,40}\bchang|\bno change|\bnot changed/i;

/** The status of an item by its text, which begins with its heading. */
export function statusOf(text: string): SectionStatus {
  const body = text.replace(/^i\s?t\s?e\s?m\s?s?\s*\S+[\s.:;–—-]*/i, '');
  if (body.length < 200 && reserved.test(body)) return 'reserved';
  if (body.length < maxRefusalChars && refused.test(body)) return 'not-applicable';
  if (isTitleAlone(body)) return 'unsure';
  if (body.length < maxPointerChars && isPointer(body) && !answers.test(body)) return 'by-reference';
  return 'text';
}

/** A title, and no sentence behind it. */
const isTitleAlone = (body: string): boolean =>
  body.length < 130 && !/[.:] ?\S/.test(body) && !/\b(?:none|not|no|see|is|are)\b/i.test(body) && !refers.test(body);

/** Whether every sentence of it, or all but its title, points elsewhere. */
function isPointer(body: string): boolean {
  const sentences = body.split(/(?<=[a-z)”"]\.)\s+/).filter((sentence) => sentence.length > 20);
  return sentences.length > 0 && sentences.every((sentence) => refers.test(sentence));
}
