import { type Answer, get, makeAnswer, sources } from '@tickermill/upstream';
import { z } from 'zod';

/** A recording of an answer, as programs that record them keep one. */
const Recording = z.object({
  response: z.object({ status: z.int(), body: z.string().optional(), bodyJson: z.unknown().optional() }),
});

/** An answer out of its recording, or the bytes themselves as the body of one, for the commands that parse files. */
export function answerOfFile(file: string, bytes: Buffer): Answer {
  const request = { ...get(sources.yahoo.probe.url), url: file };
  let recording: z.output<typeof Recording> | undefined;
  try {
    recording = Recording.safeParse(JSON.parse(bytes.toString('utf8'))).data;
  } catch {
    // Not JSON, and so no recording: whoever reads the answer says what it is.
  }
  if (!recording) return makeAnswer(request, { status: 200, body: bytes });
  const { status, body, bodyJson } = recording.response;
  return makeAnswer(request, { status, body: Buffer.from(body ?? JSON.stringify(bodyJson) ?? '') });
}
