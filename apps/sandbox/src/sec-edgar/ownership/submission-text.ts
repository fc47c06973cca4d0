import type { Filing } from './filing.ts';
import { ownershipXml } from './ownership-xml.ts';
import { powerOfAttorney } from './power-of-attorney.ts';
import { companySection, ownerSection, submissionHeader } from './submission-header.ts';

interface SubmittedDocument {
  readonly type: string;
  readonly fileName: string;
  readonly description: string;
  readonly text: string;
}

/** The complete submission of an ownership filing: header, XML, and at times a power of attorney after it. */
export function submissionText(filing: Filing): string {
  const { form, issuer, owners, style, filmNumber } = filing;
  const documents: SubmittedDocument[] = [
    {
      type: form,
      fileName: style.fileName,
      description: style.description,
      text: `<XML>\n${ownershipXml(filing)}</XML>\n`,
    },
  ];
  if (filing.hasPowerOfAttorney) {
    const text = powerOfAttorney(owners[0].name, issuer.name);
    documents.push({ type: 'EX-24', fileName: 'poa.htm', description: 'POWER OF ATTORNEY', text });
  }
  const sections = owners.map((owner, nth) => ownerSection(owner, form, issuer, filmNumber + nth));
  const facts = { ...filing, documents: documents.length };
  return wrapSubmission(filing, submissionHeader(facts, [...sections, companySection('ISSUER', issuer)]), documents);
}

/** Puts the header and the documents of a submission into the SGML envelope of a complete submission text file. */
export function wrapSubmission(
  { accession, filedOn }: Pick<Filing, 'accession' | 'filedOn'>,
  header: string,
  documents: readonly SubmittedDocument[],
): string {
  const parts = documents.map(({ type, fileName, description, text }, nth) => {
    const head = `<TYPE>${type}\n<SEQUENCE>${nth + 1}\n<FILENAME>${fileName}\n<DESCRIPTION>${description}\n`;
    return `<DOCUMENT>\n${head}<TEXT>\n${text}</TEXT>\n</DOCUMENT>\n`;
  });
  const opening = `<SEC-DOCUMENT>${accession}.txt : ${filedOn.replaceAll('-', '')}\n`;
  return `${opening}${header}${parts.join('')}</SEC-DOCUMENT>\n`;
}
