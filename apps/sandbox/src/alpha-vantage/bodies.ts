import { type Answer, answer } from '../answer.ts';

const premium = 'https://www.alphavantage.co/premium/';
const information = (text: string): Answer => alphaVantageJson({ Information: text });

/** JSON as Alpha Vantage writes it: everything is 200, and indented. */
export function alphaVantageJson(body: unknown): Answer {
  return answer(200, 'application/json', JSON.stringify(body, null, 4));
}

/** A table as Alpha Vantage writes it, for download. */
export function alphaVantageCsv(rows: readonly (readonly string[])[]): Answer {
  const text = rows.map((row) => `${row.join(',')}\n`).join('');
  return { ...answer(200, 'application/x-download', text), headers: { 'content-disposition': 'attachment' } };
}

/** Too many within a second or a minute. */
export const burst: Answer = information(
  'Thank you for using Alpha Vantage! Please consider spreading out your free API requests more sparingly (1 request per ' +
    `second). You may subscribe to any of the premium plans at ${premium} to lift the free key rate limit (25 requests per ` +
    'day), raise the per-second burst limit, and instantly unlock all premium endpoints',
);

/** The quota of the day is used up. The answer quotes the key. */
export const usedUp = (key: string, perDay: number): Answer =>
  information(
    `We have detected your API key as ${key} and our standard API rate limit is ${perDay} requests per day. Please ` +
      `subscribe to any of the premium plans at ${premium} to instantly remove all daily rate limits.`,
  );

/** What only payers get. */
export const premiumOnly: Answer = information(
  'Thank you for using Alpha Vantage! The outputsize=full parameter value is a premium feature for the ' +
    `TIME_SERIES_DAILY endpoint. You may subscribe to any of the premium plans at ${premium} to instantly unlock all ` +
    'premium features',
);

/** A symbol that there is not, a function that there is not, or a parameter that is missing. */
export const invalidCall = (name: string): Answer =>
  alphaVantageJson({
    'Error Message':
      'Invalid API call. Please retry or visit the documentation (https://www.alphavantage.co/documentation/) for ' +
      `${name}.`,
  });

/** Without a key there is nothing. */
export const noKey: Answer = alphaVantageJson({
  'Error Message':
    'the parameter apikey is invalid or missing. Please claim your free API key on ' +
    '(https://www.alphavantage.co/support/#api-key). It should take less than 20 seconds.',
});
