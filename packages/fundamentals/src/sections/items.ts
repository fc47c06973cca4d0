/** The forms whose sections are read. */
export type SectionForm = '10-K' | '10-Q';

/** An item of a form: its id, and how its title begins, by letters and digits alone, through the years. */
export interface FormItem {
  readonly id: string;
  readonly number: string;
  readonly titles: readonly string[];
}

const item = (id: string, ...titles: string[]): FormItem => ({ id, number: id.replace(/^I{1,2}\./, ''), titles });

/** The items of each form in the order in which they stand. */
export const formItems: Readonly<Record<SectionForm, readonly FormItem[]>> = {
  '10-K': [
    item(
      '1',
      'business',
      'descriptionofbusiness',
      'descriptionofthebusiness',
      'company',
      'narrativedescription',
      'generaldescriptionofbusiness',
      'ourbusiness',
      'thebusiness',
      'generalbusiness',
    ),
    item('1A', 'riskfactors', 'factorsthatmayaffect', 'riskfactor'),
    item('1B', 'unresolvedstaff', 'unresolvedsec'),
    item('1C', 'cybersecurity'),
    item('2', 'properties', 'property', 'descriptionofpropert', 'realestate'),
    item('3', 'legalproceeding', 'pendinglegal', 'legalmatters', 'litigation'),
    item('4', 'minesafety', 'submissionofmatters', 'submissionofamatter', 'removedandreserved', 'reserved', 'removed'),
    item('X', 'executiveofficers', 'informationaboutourexecutive', 'informationaboutexecutive'),
    item('4A', 'executiveofficers', 'directorsandexecutive', 'informationabout'),
    item('5', 'marketfor', 'marketprice', 'marketinformation', 'marketforthe', 'marketforregistrant'),
    item(
      '6',
      'selected',
      'reserved',
      'removedandreserved',
      'consolidatedselected',
      'summaryselected',
      'financialsummary',
    ),
    item(
      '7',
      'managementsdiscussion',
      'managementdiscussion',
      'managementsanalysis',
      'managements',
      'discussionandanalysis',
      'planofoperation',
    ),
    item('7A', 'quantitative', 'qualitative', 'disclosuresaboutmarketrisk', 'marketrisk', 'disclosureaboutmarketrisk'),
    item(
      '8',
      'financialstatement',
      'consolidatedfinancial',
      'financialinformation',
      'auditedfinancial',
      'auditedconsolidated',
    ),
    item('9', 'changesin', 'changeinaccountants', 'disagreements', 'changesand'),
    item('9A', 'controlsandprocedures', 'controls', 'disclosurecontrols', 'evaluationofdisclosure'),
    item('9B', 'otherinformation'),
    item('9C', 'disclosureregarding', 'disclosuresregarding', 'disclosureofforeign'),
    item('10', 'director', 'executiveofficers', 'managementofthe'),
    item('11', 'executivecompensation', 'compensationof', 'executiveanddirector'),
    item('12', 'securityownership', 'securitiesownership', 'ownershipof'),
    item('13', 'certainrelationships', 'certaintransactions', 'relationshipsand'),
    item(
      '14',
      'principalaccount',
      'exhibit',
      'controlsandprocedures',
      'principalauditor',
      'principalindependent',
      'fees',
    ),
    item('15', 'exhibit', 'principalaccount', 'financialstatementschedule', 'controlsandprocedures'),
    item('16', 'form10k', 'summary', 'exhibit', 'principalaccount'),
  ],
  '10-Q': [
    item(
      'I.1',
      'financialstatement',
      'consolidatedfinancial',
      'condensed',
      'unaudited',
      'interimfinancial',
      'financialinformation',
      'consolidated',
    ),
    item(
      'I.2',
      'managementsdiscussion',
      'managementdiscussion',
      'managements',
      'discussionandanalysis',
      'planofoperation',
    ),
    item('I.3', 'quantitative', 'qualitative', 'disclosuresaboutmarketrisk', 'disclosureaboutmarketrisk', 'marketrisk'),
    item('I.4', 'controlsandprocedures', 'controls', 'disclosurecontrols', 'evaluationofdisclosure'),
    item('II.1', 'legalproceeding', 'legalmatters', 'litigation'),
    item('II.1A', 'riskfactor'),
    item(
      'II.2',
      'unregistered',
      'changesin',
      'changeinsecurities',
      'issuerpurchases',
      'saleof',
      'salesof',
      'purchasesof',
      'repurchase',
      'recentsales',
      'sharerepurchase',
    ),
    item('II.3', 'default'),
    item('II.4', 'minesafety', 'submissionofmatters', 'submissionofamatter', 'removed', 'reserved'),
    item('II.5', 'otherinformation', 'othermatters', 'otherevents'),
    item('II.6', 'exhibit'),
    item('II.7', 'signature'),
  ],
};

/** The items whose text is stored. */
export const readItems: Readonly<Record<SectionForm, readonly string[]>> = {
  '10-K': ['1', '1A', '3', '7', '7A'],
  '10-Q': ['I.2', 'I.3', 'II.1A'],
};
