import type { Filing } from './filing.ts';
import { ownerXml } from './owners-xml.ts';
import { flag, tablesXml } from './rows-xml.ts';
import { type SchemaVersion, schemaOf } from './schema-version.ts';
import { escapeXml, type XmlWriter, xmlWriter } from './xml-text.ts';

/** Writes the ownership document of a filing, elements in the order of EDGAR's schemas. */
export function ownershipXml(filing: Filing): string {
  const { style } = filing;
  const xml = xmlWriter(style.escapesApostrophes);
  const schema = schemaOf(filing.form, filing.filedOn);
  return [
    '<?xml version="1.0"?>\n<ownershipDocument>\n\n',
    headXml(xml, filing, schema),
    `${xml.nest(1, 'issuer', issuerXml(xml, filing, schema))}\n`,
    ...filing.owners.map((owner) => `${ownerXml(xml, owner, style, schema)}\n`),
    schema.hasPlanFlag ? `${xml.leaf(1, 'aff10b5One', flag(filing.isPlanned, style))}\n` : '',
    tablesXml(xml, filing),
    footnotesXml(xml, filing),
    filing.remarks !== '' || style.writesEmpty ? `${xml.leaf(1, 'remarks', filing.remarks)}\n` : '',
    ...signaturesXml(xml, filing),
    '</ownershipDocument>\n',
  ].join('');
}

function headXml(xml: XmlWriter, filing: Filing, { version }: SchemaVersion): string {
  const { form, rows, style } = filing;
  const lines: [string, string][] = [
    ['schemaVersion', version],
    ['documentType', form],
    ['periodOfReport', filing.period],
  ];
  if (filing.originalFiledOn) lines.push(['dateOfOriginalSubmission', filing.originalFiledOn]);
  if (form.startsWith('3')) {
    lines.push(['noSecuritiesOwned', flag(filing.noSecuritiesOwned, style)]);
  } else if (style.writesEmpty || filing.notSubjectToSection16) {
    lines.push(['notSubjectToSection16', flag(filing.notSubjectToSection16, style)]);
  }
  if (form.startsWith('5')) {
    const reports = (formType: '3' | '4') =>
      rows.some((row) => row.holdingFormType === formType || row.transaction?.formType === formType);
    lines.push(['form3HoldingsReported', flag(reports('3'), style)]);
    lines.push(['form4TransactionsReported', flag(reports('4'), style)]);
  }
  return lines.map(([name, text]) => `${xml.leaf(1, name, text)}\n`).join('');
}

function issuerXml(xml: XmlWriter, { issuer }: Filing, { hasForeignFields }: SchemaVersion): string {
  return (
    xml.leaf(2, 'issuerCik', issuer.cik) +
    xml.leaf(2, 'issuerName', issuer.name) +
    xml.leaf(2, 'issuerTradingSymbol', issuer.writtenSymbol) +
    (hasForeignFields ? xml.leaf(2, 'issuerForeignTradingSymbol', issuer.foreignSymbol ?? '') : '')
  );
}

function footnotesXml(xml: XmlWriter, { footnotes, style }: Filing): string {
  if (footnotes.length === 0) return style.writesEmpty ? `${xml.leaf(1, 'footnotes', '')}\n` : '';
  const lines = footnotes.map((text, nth) => {
    return `        <footnote id="F${nth + 1}">${escapeXml(text, style.escapesApostrophes)}</footnote>\n`;
  });
  return `${xml.nest(1, 'footnotes', lines.join(''))}\n`;
}

function signaturesXml(xml: XmlWriter, { owners, signer, filedOn }: Filing): string[] {
  return owners.map(({ name }, nth) => {
    const signature = nth === 0 ? signer : `/s/ Dana P. Whitlock, Attorney-in-Fact for ${name}`;
    const lines = xml.leaf(2, 'signatureName', signature) + xml.leaf(2, 'signatureDate', filedOn);
    return xml.nest(1, 'ownerSignature', lines) + (nth < owners.length - 1 ? '\n' : '');
  });
}
