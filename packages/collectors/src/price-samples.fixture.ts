import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type ErrorCode, PipelineError, type SourceId } from '@tickermill/core';
import { get, makeAnswer, sources } from '@tickermill/upstream';
import type { Outcome } from './collector.ts';

/** Real answers of price providers. They lie beside the repository and are not part of it. */
const place = new URL('../../../../shared/samples/', import.meta.url);

/** A real answer, without the envelope of its recording. */
export interface Sample {
  readonly file: string;
  readonly status: number;
  readonly text: string;
}

/** The real answers of a provider by their files; none, with a note in the output, if they are not there. */
export function samplesOf(provider: string): Sample[] {
  const folder = new URL(`${provider}/`, place);
  if (!existsSync(folder)) {
    console.log(`  No real answers in ../shared/samples/${provider}: those of this repository are read alone.`);
    return [];
  }
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((each) => each.isFile() && !each.name.endsWith('.md'))
    .map(({ name }) => name);
  return files.map((file) => {
    const bytes = readFileSync(new URL(file, folder));
    const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    const status = /(?:error|quoteSummary)-(\d{3})/.exec(file)?.[1];
    if (!file.endsWith('.http.json')) return { file, status: Number(status ?? 200), text };
    const { response } = JSON.parse(text);
    return { file, status: response.status, text: response.body ?? JSON.stringify(response.bodyJson) };
  });
}

const field = new URL('field/', place);

/** Whether the small answers that once caused a defect are there; a note in the output if not. */
export function hasFieldSamples(): boolean {
  const isThere = existsSync(field);
  if (!isThere)
    console.log(
      '  No answers that once went wrong in ../shared/samples/field: those of this repository are read alone.',
    );
  return isThere;
}

/** An answer that once caused a defect, from a folder named for it. */
export const fieldSample = (folder: string, file: string): Buffer => readFileSync(new URL(`${folder}/${file}`, field));

/** What an answer means, from the transport to the step: an outcome, or the code that either throws. */
export function meaningOf<R>(
  source: SourceId,
  { status, text }: Sample,
  parse: (answer: ReturnType<typeof makeAnswer>) => Outcome<R> | undefined,
): Outcome<R> | ErrorCode | undefined {
  const answer = makeAnswer(get(sources[source].probe.url), { status, body: Buffer.from(text) });
  const error = sources[source].classify(answer, 60_000);
  if (error) return error.code;
  try {
    return parse(answer);
  } catch (thrown) {
    if (thrown instanceof PipelineError) return thrown.code;
    throw thrown;
  }
}
