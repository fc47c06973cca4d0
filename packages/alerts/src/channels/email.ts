import { PipelineError } from '@tickermill/core';
import { resolveHost } from '@tickermill/upstream';
import { type AlertMessage, bodyLines, oneLine } from '../message.ts';
import type { ChannelTarget, Envelope, SendDeps, SendResult } from './channel.ts';

/** Of the whole conversation: a server that says something now and then must not keep the other channels waiting. */
const timeoutMs = 10_000;
/** The codes of nodemailer for what no retry mends: a login, an envelope or a message that the server refuses. */
const finalCodes = ['EAUTH', 'EENVELOPE', 'EMESSAGE', 'ETLS', 'ENOAUTH'];

/** Sends a message as mail, over a connection of its own. */
export async function sendMail(
  message: AlertMessage,
  { settings, secret }: ChannelTarget<'email'>,
  { id, at }: Envelope,
  { rule }: Pick<SendDeps, 'rule'>,
): Promise<SendResult> {
  const { host, port, security, user, from, to } = settings;
  let address: string;
  try {
    address = await resolveHost(host, rule);
  } catch (error) {
    if (error instanceof PipelineError) return { kind: 'refused', error: error.message };
    return { kind: 'failed', error: `${host} could not be found` };
  }
  const { createTransport } = await import('nodemailer'); // few installations have a mailbox
  const transport = createTransport({
    host: address,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: { servername: host },
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(user === undefined ? {} : { auth: { user, pass: secret.password ?? '' } }),
  });
  const late = AbortSignal.timeout(timeoutMs);
  try {
    await transport.sendMail({
      signal: late,
      from,
      to,
      subject: oneLine(message.headline),
      text: [message.headline, '', ...bodyLines(message)].join('\n'),
      date: at,
      // The same for each attempt: a mailbox that has it already shows it once.
      messageId: `<${id}@${from.split('@')[1] ?? 'tickermill'}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    return { kind: 'sent' };
  } catch (error) {
    if (late.aborted) return { kind: 'failed', error: `${host} did not answer within ${timeoutMs} ms` };
    return judgeFailure(error, host);
  } finally {
    transport.close();
  }
}

/** A refusal of the server is told by its code: 4xx may pass, 5xx will not. */
function judgeFailure(error: unknown, host: string): SendResult {
  const {
    code = '',
    responseCode = 0,
    response = '',
  } = error as {
    code?: string;
    responseCode?: number;
    response?: string;
  };
  const said = oneLine(response === '' && error instanceof Error ? error.message : response);
  const told = `${host}: ${said}`;
  const isPassing = responseCode >= 400 && responseCode < 500;
  return { kind: !isPassing && finalCodes.includes(code) ? 'refused' : 'failed', error: told };
}
