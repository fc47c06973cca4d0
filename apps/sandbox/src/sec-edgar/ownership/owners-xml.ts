import type { Address } from '../../market/company.ts';
import type { Owner, Relationship } from '../owners/owner.ts';
import type { Filing } from './filing.ts';
import { flag } from './rows-xml.ts';
import type { SchemaVersion } from './schema-version.ts';
import type { XmlWriter } from './xml-text.ts';

/** One `reportingOwner` element. */
export function ownerXml(xml: XmlWriter, owner: Owner, style: Filing['style'], schema: SchemaVersion): string {
  const id = xml.leaf(3, 'rptOwnerCik', owner.cik) + xml.leaf(3, 'rptOwnerName', owner.name);
  return xml.nest(
    1,
    'reportingOwner',
    xml.nest(2, 'reportingOwnerId', id) +
      xml.nest(2, 'reportingOwnerAddress', addressXml(xml, owner.address, schema)) +
      xml.nest(2, 'reportingOwnerRelationship', relationshipXml(xml, owner.relationship, style)),
  );
}

function addressXml(xml: XmlWriter, address: Address, { hasForeignFields }: SchemaVersion): string {
  const { street1, street2, city, state, zip, country } = address;
  const isAbroad = hasForeignFields && country !== null;
  const lines: [string, string][] = [
    ['rptOwnerStreet1', street1],
    ['rptOwnerStreet2', street2 ?? ''],
    ['rptOwnerCity', city],
  ];
  if (hasForeignFields) lines.unshift(['rptOwnerNonUSAddressFlag', String(isAbroad)]);
  if (isAbroad) lines.push(['rptOwnerNonUSStateTerritory', country], ['rptOwnerCountry', state]);
  else lines.push(['rptOwnerState', state]);
  lines.push(['rptOwnerZipCode', zip], ['rptOwnerStateDescription', country ?? '']);
  return lines.map(([name, text]) => xml.leaf(3, name, text)).join('');
}

function relationshipXml(xml: XmlWriter, relationship: Relationship, style: Filing['style']): string {
  const flags = ['isDirector', 'isOfficer', 'isTenPercentOwner', 'isOther'] as const;
  const texts = ['officerTitle', 'otherText'] as const;
  const writesAll = !style.writesTrueRelationshipsOnly;
  const lines = [
    ...flags
      .filter((name) => writesAll || relationship[name])
      .map((name) => xml.leaf(3, name, flag(relationship[name], style))),
    ...texts
      .filter((name) => relationship[name] !== null || (writesAll && style.writesEmpty))
      .map((name) => xml.leaf(3, name, relationship[name] ?? '')),
  ];
  return lines.join('');
}
