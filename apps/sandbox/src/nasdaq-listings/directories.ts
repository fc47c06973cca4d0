import type { Instrument } from '../market/listed/listed-instrument.ts';
import type { ServedList } from '../market/listed/listed-market.ts';

const exchanges: Readonly<Record<string, string>> = { XASE: 'A', XNYS: 'N', ARCX: 'P', BATS: 'Z' };

/** `nasdaqlisted.txt`. Of a broken one the column of the name is called otherwise. */
export function nasdaqListed({ day, shape, instruments }: ServedList): string {
  const name = shape === 'broken' ? 'Issue Description' : 'Security Name';
  const rows = instruments.map(({ exchangeSymbol, name: words, kind, isTest }) =>
    [exchangeSymbol, words, 'Q', isTest ? 'Y' : 'N', 'N', '100', isTest ? '' : kind === 'etf' ? 'Y' : 'N', 'N'].join(
      '|',
    ),
  );
  const header = `Symbol|${name}|Market Category|Test Issue|Financial Status|Round Lot Size|ETF|NextShares`;
  return directory(header, rows, day, 7);
}

/** `otherlisted.txt`, with its three spellings of a symbol. */
export function otherListed({ day, instruments }: ServedList): string {
  const rows = instruments.map((each) => {
    const { exchangeSymbol, name, mic, kind, isTest } = each;
    const [tape, nasdaq] = spellingsOf(each);
    return [
      exchangeSymbol,
      name,
      exchanges[mic] ?? 'N',
      tape,
      kind === 'etf' ? 'Y' : 'N',
      '100',
      isTest ? 'Y' : 'N',
      nasdaq,
    ].join('|');
  });
  const header = 'ACT Symbol|Security Name|Exchange|CQS Symbol|ETF|Round Lot Size|Test Issue|NASDAQ Symbol';
  return directory(header, rows, day, 6);
}

/** How the consolidated tape and Nasdaq write a symbol of another exchange. */
function spellingsOf({ exchangeSymbol, kind }: Instrument): readonly [tape: string, nasdaq: string] {
  const [base = '', mark] = exchangeSymbol.split(/[$.]/);
  switch (mark === undefined ? 'stock' : kind) {
    case 'preferred':
      return [`${base}p${mark}`, `${base}-${mark}`];
    case 'warrant':
      return [`${base}.WS`, `${base}+`];
    case 'unit':
      return [exchangeSymbol, `${base}=`];
    case 'right':
      return [`${base}r`, `${base}^`];
    default:
      return [exchangeSymbol, exchangeSymbol];
  }
}

/** Lines by symbol behind the header, and a last line that says when it was written, in the time of New York. */
function directory(header: string, rows: readonly string[], day: string, pipes: number): string {
  const [year, month, date] = day.split('-');
  const last = `File Creation Time: ${month}${date}${year}21:31${'|'.repeat(pipes)}`;
  return [header, ...[...rows].sort((a, b) => (a < b ? -1 : 1)), last].map((line) => `${line}\r\n`).join('');
}
