import type { Handler } from 'express';
import { CompanyChangeList, type CompanyList } from '../market/company-changes.ts';
import { fieldsOf, sendProblem, withoutIndexOf } from './problem.ts';

/** `GET /_sandbox/company-changes`: what the list of companies was changed to on demand. */
export function listCompanyChanges(list: CompanyList): Handler {
  return (_request, response) => response.json(list.changes());
}

/** `PUT /_sandbox/company-changes`: replaces the changes; the list is another from now on. */
export function putCompanyChanges(list: CompanyList): Handler {
  return (request, response) => {
    const parsed = CompanyChangeList.safeParse(request.body);
    if (!parsed.success) {
      const fields = fieldsOf(parsed.error, 'body').map(withoutIndexOf(request.body));
      return sendProblem(response, 422, 'INVALID_INPUT', fields);
    }
    const refused = list.put(parsed.data);
    if (refused.length > 0) {
      const fields = refused.map((message) => ({ field: 'ticker', message }));
      return sendProblem(response, 422, 'INVALID_INPUT', fields);
    }
    return response.json(list.changes());
  };
}

/** `GET /_sandbox/truth/companies`: every symbol with its CIK, and what it was before it was changed. */
export function companyTruthRoute(list: CompanyList): Handler {
  return (_request, response) => response.json({ dataset: 'companies', companies: list.listed() });
}
