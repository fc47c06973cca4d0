// Invents what the items of a report say. What is to be read of them is counted on this model, never on what is served.

import type { Company } from '../../market/company.ts';
import { type Draws, drawsFor } from '../../random.ts';
import type { OtherForm } from '../other-forms.ts';

/** How the document of a report is written. */
export type ReportLayout = 'lines' | 'spread' | 'inline' | 'preformatted' | 'index';

type Status = 'text' | 'by-reference' | 'not-applicable' | 'absent' | 'unsure';

/** An item as the report tells it. */
export interface ReportItem {
  readonly part: 'I' | 'II' | 'III' | 'IV';
  /** `1A`. */
  readonly number: string;
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly status: Status;
}

/** A report: its items in their order. */
export interface ReportModel {
  readonly company: Company;
  readonly form: '10-K' | '10-K/A' | '10-Q';
  readonly layout: ReportLayout;
  readonly items: readonly ReportItem[];
}

/** An item that is read of reports, with what is to be read of it. */
export interface OfferedSection {
  readonly item: string;
  readonly status: Status;
  readonly text: string | null;
}

type Title = readonly [part: ReportItem['part'], number: string, title: string];

const annual: readonly Title[] = [
  ['I', '1', 'Business'],
  ['I', '1A', 'Risk Factors'],
  ['I', '1B', 'Unresolved Staff Comments'],
  ['I', '2', 'Properties'],
  ['I', '3', 'Legal Proceedings'],
  ['I', '4', 'Mine Safety Disclosures'],
  ['II', '5', 'Market for Registrant’s Common Equity'],
  ['II', '7', 'Management’s Discussion and Analysis of Financial Condition and Results of Operations'],
  ['II', '7A', 'Quantitative and Qualitative Disclosures About Market Risk'],
  ['II', '8', 'Financial Statements and Supplementary Data'],
  ['II', '9A', 'Controls and Procedures'],
  ['III', '10', 'Directors, Executive Officers and Corporate Governance'],
  ['III', '11', 'Executive Compensation'],
  ['III', '12', 'Security Ownership of Certain Beneficial Owners and Management'],
  ['III', '13', 'Certain Relationships and Related Transactions'],
  ['IV', '15', 'Exhibits and Financial Statement Schedules'],
];
const quarterly: readonly Title[] = [
  ['I', '1', 'Financial Statements'],
  ['I', '2', 'Management’s Discussion and Analysis of Financial Condition and Results of Operations'],
  ['I', '3', 'Quantitative and Qualitative Disclosures About Market Risk'],
  ['I', '4', 'Controls and Procedures'],
  ['II', '1', 'Legal Proceedings'],
  ['II', '1A', 'Risk Factors'],
  ['II', '5', 'Other Information'],
  ['II', '6', 'Exhibits'],
];
const readItems = { '10-K': ['1', '1A', '3', '7', '7A'], '10-Q': ['I.2', 'I.3', 'II.1A'] } as const;

const layouts: readonly ReportLayout[] = ['lines', 'spread', 'inline', 'preformatted', 'index'];
/** These may point to the annual report to shareholders in place of telling. */
const mayPoint = new Set(['II 7', 'II 7A']);

/** The report that a filing is: a pure function of the seed and the filing. Null where it is another form. */
export function reportModel(seed: number, { company, form, accession }: OtherForm): ReportModel | null {
  if (form !== '10-K' && form !== '10-K/A' && form !== '10-Q') return null;
  const draws = drawsFor(seed, 'report', accession);
  const layout = draws.pick(layouts);
  const points = form === '10-K' && draws.chance(0.3);
  const isSmall = draws.chance(0.3);
  const titles =
    form === '10-Q' ? quarterly.filter(([part, number]) => part !== 'II' || number !== '1A' || !isSmall) : annual;
  // An amendment of an annual report adds the third part alone.
  const told = form === '10-K/A' ? titles.filter(([part]) => part === 'III') : titles;
  const items = told.map(([part, number, title]): ReportItem => {
    const about = { part, number, title };
    if (points && mayPoint.has(`${part} ${number}`)) {
      const pointer = `The information required by this item is incorporated herein by reference to “${title}” in the Annual Report to Shareholders, which is filed as Exhibit 13.`;
      return { ...about, paragraphs: [pointer], status: 'by-reference' };
    }
    if (isSmall && title.startsWith('Quantitative'))
      return { ...about, paragraphs: ['Not applicable.'], status: 'not-applicable' };
    const paragraphs = Array.from({ length: draws.int(3, 6) }, () => paragraph(draws, company));
    return { ...about, paragraphs, status: 'text' };
  });
  return { company, form, layout, items };
}

const subjects = [
  'Demand for our products',
  'The cost of materials',
  'Net revenue',
  'Our supply chain',
  'Interest on borrowings',
];
const verbs = [
  'increased compared with the prior year',
  'remained stable',
  'declined in most regions',
  'may vary between periods',
];
const reasons = [
  'because customers placed larger orders',
  'as prices followed the market',
  'owing to changes in exchange rates',
  'while competitors entered the market',
];

function paragraph(draws: Draws, { name }: Company): string {
  const sentences = Array.from(
    { length: draws.int(4, 8) },
    () => `${draws.pick(subjects)} ${draws.pick(verbs)} ${draws.pick(reasons)}.`,
  );
  // A pointer within a sentence is no heading.
  const pointer = draws.chance(0.2)
    ? ['Further details are given in Part I, Item 1A, “Risk Factors”, of this report.']
    : [];
  return [`${name} reports as follows.`, ...sentences, ...pointer].join(' ');
}

/** What is to be read of the items of a report. */
export function offeredSections({ form, layout, items }: ReportModel): OfferedSection[] {
  const of = form === '10-Q' ? '10-Q' : '10-K';
  return readItems[of].map((item) => {
    const told = items.find(({ part, number }) => (of === '10-Q' ? `${part}.${number}` : number) === item);
    if (!told) return { item, status: 'absent', text: null };
    // Only its index names the item: on which of its pages the text begins and ends no reader can be sure.
    if (layout === 'index') return { item, status: 'unsure', text: null };
    const { number, title, paragraphs, status } = told;
    return { item, status, text: [`Item ${number}. ${title}`, ...paragraphs].join(' ') };
  });
}
