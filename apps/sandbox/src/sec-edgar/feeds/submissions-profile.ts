import type { Address, Company } from '../../market/company.ts';
import type { Owner } from '../owners/owner.ts';

const nothingMore = { lei: null, description: '', website: '', investorWebsite: '' };

/** The head of the submissions file of a listed company, fields in the order of the real one. */
export function companyProfile(company: Company, ownsOthers: boolean) {
  return {
    cik: company.cik,
    entityType: 'operating',
    sic: company.industry.code,
    sicDescription: company.industry.title,
    ownerOrg: company.industry.office,
    insiderTransactionForOwnerExists: Number(ownsOthers),
    insiderTransactionForIssuerExists: 1,
    name: company.name,
    tickers: company.tickers,
    exchanges: company.tickers.map(() => company.exchange),
    ein: company.irsNumber,
    ...nothingMore,
    category: 'Large accelerated filer',
    fiscalYearEnd: company.fiscalYearEnd,
    stateOfIncorporation: company.stateOfIncorporation,
    stateOfIncorporationDescription: company.stateOfIncorporation,
    addresses: { mailing: toAddress(company.address), business: toAddress(company.address) },
    phone: company.phone,
    flags: '',
    formerNames: [],
  };
}

/** The head of the submissions file of an owner who is not listed. */
export function ownerProfile({ cik, name, address }: Owner) {
  return {
    cik,
    entityType: 'other',
    sic: '',
    sicDescription: '',
    ownerOrg: null,
    insiderTransactionForOwnerExists: 1,
    insiderTransactionForIssuerExists: 0,
    name,
    tickers: [],
    exchanges: [],
    ein: null,
    ...nothingMore,
    category: '',
    fiscalYearEnd: '1231',
    stateOfIncorporation: '',
    stateOfIncorporationDescription: '',
    addresses: { mailing: toAddress(address), business: toAddress(null) },
    phone: null,
    flags: '',
    formerNames: [],
  };
}

function toAddress(address: Address | null) {
  return {
    street1: address?.street1 ?? null,
    street2: address?.street2 ?? null,
    city: address?.city ?? null,
    stateOrCountry: address?.state ?? null,
    zipCode: address?.zip ?? null,
    stateOrCountryDescription: address?.state ?? null,
    isForeignLocation: 0,
    foreignStateTerritory: null,
    country: null,
    countryCode: null,
  };
}
