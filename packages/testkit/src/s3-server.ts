// A strict stand-in of S3-compatible storage: it checks signatures and digests, and keeps only what arrived whole.

import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const [region, bucket, keyId, secret] = ['test-1', 'lake', 'TESTKEYID', 'test-secret-key'] as const;
/** The least size of a part that is not the last. */
const minPart = 5 * 1024 * 1024;

/** A bucket on loopback. */
export interface S3Server {
  readonly options: {
    readonly endpoint: string;
    readonly bucket: string;
    readonly region: string;
    readonly keyId: string;
    readonly secret: string;
  };
  readonly objects: Map<string, { readonly body: Buffer; readonly modifiedAt: Date }>;
  /** Uploads in parts that are under way. */
  readonly uploads: Map<string, Map<number, Buffer>>;
  /** Each request that came, such as `PUT prices/a.parquet`. */
  readonly requests: string[];
  /** What becomes of the next requests with a body, in turn: a status, or that the connection breaks in its middle. */
  readonly faults: (number | 'break')[];
  /** Whether every request is refused. */
  isRefusing: boolean;
  /** Keys in an answer of a list. */
  pageSize: number;
  close(): Promise<void>;
}

interface Failure {
  readonly status: number;
  readonly code: string;
}
const failure = (status: number, code: string): Failure => ({ status, code });

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
const md5 = (bytes: Buffer) => createHash('md5').update(bytes);

/** Whether a request is signed by who knows the secret, for what it says; null if it is. */
function refusalOf(request: IncomingMessage, url: URL, body: Buffer): Failure | null {
  const header = (name: string) => String(request.headers[name] ?? '').trim();
  const [, id, day, of, signed = '', signature = ''] =
    /Credential=(.+?)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      header('authorization'),
    ) ?? [];
  if (id !== keyId || of !== region || day === undefined) return failure(403, 'InvalidAccessKeyId');
  const digest = header('x-amz-content-sha256');
  if (digest !== 'UNSIGNED-PAYLOAD' && digest !== sha256(body)) return failure(400, 'XAmzContentSHA256Mismatch');
  const path = url.pathname.split('/').map((part) => encode(decodeURIComponent(part)));
  const query = [...url.searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort();
  const headers = signed.split(';').map((name) => `${name}:${header(name).replace(/ +/g, ' ')}`);
  const canonical = [request.method, path.join('/'), query.join('&'), ...headers, '', signed, digest].join('\n');
  const key = [region, 's3', 'aws4_request'].reduce<Buffer>(hmac, hmac(`AWS4${secret}`, day));
  const scope = `${day}/${region}/s3/aws4_request`;
  const wanted = hmac(key, ['AWS4-HMAC-SHA256', header('x-amz-date'), scope, sha256(canonical)].join('\n'));
  return timingSafeEqual(wanted, Buffer.from(signature, 'hex')) ? null : failure(403, 'SignatureDoesNotMatch');
}

/** Opens an empty bucket. */
export async function openS3Server(): Promise<S3Server> {
  const state: Omit<S3Server, 'options' | 'close'> = {
    objects: new Map(),
    uploads: new Map(),
    requests: [],
    faults: [],
    isRefusing: false,
    pageSize: 1_000,
  };
  const server = createServer((request, response) => {
    serve(state, request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    options: { endpoint: `http://127.0.0.1:${port}`, bucket, region, keyId, secret },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

async function serve(
  state: Omit<S3Server, 'options' | 'close'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://s3');
  const [, named, ...rest] = url.pathname.split('/').map(decodeURIComponent);
  const key = rest.join('/');
  state.requests.push(`${request.method} ${key}`);
  const fault = request.method === 'PUT' || request.method === 'POST' ? state.faults.shift() : undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk);
    if (fault === 'break') return void request.socket.destroy();
  }
  const body = Buffer.concat(chunks);
  const refused =
    typeof fault === 'number'
      ? failure(fault, 'Faulty')
      : state.isRefusing
        ? failure(403, 'AccessDenied')
        : named !== bucket
          ? failure(404, 'NoSuchBucket')
          : refusalOf(request, url, body);
  const wantedMd5 = request.headers['content-md5'];
  const isDamaged = wantedMd5 !== undefined && wantedMd5 !== md5(body).digest('base64');
  const answered = refused ?? (isDamaged ? failure(400, 'BadDigest') : answer(state, { request, url, key, body }));
  if ('code' in answered) {
    // Servers repeat what they were sent.
    const text = `<Error><Code>${answered.code}</Code><Message>${keyId}</Message></Error>`;
    response.writeHead(answered.status, { 'content-type': 'application/xml' }).end(text);
  } else response.writeHead(answered.status, answered.headers).end(answered.body);
}

interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: Buffer | string;
}

function answer(
  { objects, uploads, pageSize }: Omit<S3Server, 'options' | 'close'>,
  { request, url, key, body }: { request: IncomingMessage; url: URL; key: string; body: Buffer },
): Answer | Failure {
  const upload = url.searchParams.get('uploadId');
  const etag = { etag: `"${md5(body).digest('hex')}"` };
  const xml = { 'content-type': 'application/xml' };
  switch (request.method) {
    case 'PUT':
      if (upload === null) objects.set(key, { body, modifiedAt: new Date() });
      else if (!uploads.get(upload)?.set(Number(url.searchParams.get('partNumber')), body))
        return failure(404, 'NoSuchUpload');
      return { status: 200, headers: etag };
    case 'POST': {
      if (url.searchParams.has('uploads')) {
        const id = randomUUID();
        uploads.set(id, new Map());
        const text = `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`;
        return { status: 200, headers: xml, body: text };
      }
      const parts = uploads.get(upload ?? '');
      if (!parts) return failure(404, 'NoSuchUpload');
      const numbers = [...String(body).matchAll(/<PartNumber>(\d+)</g)].map(([, number]) => Number(number));
      const bodies = numbers.map((number) => parts.get(number));
      if (bodies.some((part, at) => !part || (at < bodies.length - 1 && part.length < minPart)))
        return failure(400, 'EntityTooSmall');
      objects.set(key, { body: Buffer.concat(bodies as Buffer[]), modifiedAt: new Date() });
      uploads.delete(upload ?? '');
      const text = `<CompleteMultipartUploadResult><ETag>"x-${numbers.length}"</ETag></CompleteMultipartUploadResult>`;
      return { status: 200, headers: xml, body: text };
    }
    case 'DELETE':
      if (upload === null) objects.delete(key);
      else uploads.delete(upload);
      return { status: 204 };
    default: {
      if (key !== '') {
        const found = objects.get(key);
        return found ? { status: 200, body: found.body } : failure(404, 'NoSuchKey');
      }
      return { status: 200, headers: xml, body: listOf(objects, url.searchParams, pageSize) };
    }
  }
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A page of the keys that begin with a prefix, in the order of their bytes. */
function listOf(objects: S3Server['objects'], query: URLSearchParams, pageSize: number): string {
  const [prefix, after] = [query.get('prefix') ?? '', query.get('continuation-token') ?? ''];
  const keys = [...objects.keys()]
    .filter((key) => key.startsWith(prefix) && key > after)
    .sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  const page = keys.slice(0, Math.min(pageSize, Number(query.get('max-keys') ?? pageSize)));
  const isCut = page.length < keys.length;
  const contents = page.map((key) => {
    const { body, modifiedAt } = objects.get(key) ?? { body: Buffer.alloc(0), modifiedAt: new Date(0) };
    return `<Contents><Key>${escaped(key)}</Key><LastModified>${modifiedAt.toISOString()}</LastModified><ETag>"x"</ETag><Size>${body.length}</Size></Contents>`;
  });
  const next = isCut ? `<NextContinuationToken>${escaped(page.at(-1) ?? '')}</NextContinuationToken>` : '';
  return `<ListBucketResult><IsTruncated>${isCut}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`;
}
