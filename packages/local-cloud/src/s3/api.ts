import { randomUUID } from 'node:crypto';
import type http from 'node:http';
import { AwsError, type AwsRequest, type RawService } from '../aws-endpoint.ts';
import type { Buckets, StoredObject } from './buckets.ts';
import { askedRetention } from './object-lock.ts';

interface Answer {
  status?: number;
  headers?: Record<string, string | undefined>;
  body?: Buffer | string;
}

const escaped = (text: string): string =>
  text.replace(
    /[<>&"]/g,
    (character) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' })[character] ?? '',
  );

/** The part of S3's REST API (path-style) that functions and commands use: single objects and ListObjectsV2. */
export function s3Api(buckets: Buckets): RawService {
  const answerTo = (request: AwsRequest): Answer => {
    const { method, url, headers, body } = request;
    const [, bucket = '', path = ''] = /^\/([^/]*)\/?(.*)$/s.exec(url.pathname) ?? [];
    const key = decodeURIComponent(path);
    const version = url.searchParams.get('versionId') ?? undefined;
    // Subresources of an object are not supported. Their requests must not return the object.
    const beside = ['acl', 'legal-hold', 'retention', 'tagging'].some((name) => url.searchParams.has(name));
    if (key === '' || beside) {
      if (!beside && method === 'GET' && url.searchParams.get('list-type') === '2')
        return list(buckets, bucket, url.searchParams);
    } else if (method === 'PUT' && !headers['x-amz-copy-source'] && !url.searchParams.has('uploadId')) {
      if (headers['if-none-match'] === '*' && buckets.has(bucket, key))
        throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions did not hold', {
          status: 412,
        });
      const chunked = String(headers['content-encoding'] ?? '').includes('aws-chunked');
      const type = headers['content-type'] ?? 'binary/octet-stream';
      const object = buckets.put(
        bucket,
        key,
        chunked ? decodeChunks(body) : body,
        type,
        askedRetention(headers),
      );
      return { headers: { etag: `"${object.etag}"`, ...versionOf(object) } };
    } else if (method === 'GET' || method === 'HEAD') {
      const object = buckets.get(bucket, key, version);
      const answer = part(object, headers.range);
      return { ...answer, headers: { ...answer.headers, ...lockOf(buckets, bucket, object) } };
    } else if (method === 'DELETE') {
      const bypass = headers['x-amz-bypass-governance-retention'] === 'true';
      const marker = buckets.remove(bucket, key, version, bypass);
      return {
        status: 204,
        headers: marker ? { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker } : {},
      };
    }
    throw new AwsError('NotImplemented', `not supported locally: ${method} ${url.pathname}${url.search}`, {
      status: 501,
    });
  };

  return {
    claims: ({ headers, url }) =>
      /\/s3\/aws4_request/.test(headers.authorization ?? url.searchParams.get('X-Amz-Credential') ?? ''),
    answer(request, response) {
      let answer: Answer;
      try {
        answer = answerTo(request);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        const { code, message, status } = error;
        answer = {
          status,
          headers: { 'content-type': 'application/xml' },
          body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escaped(message)}</Message></Error>`,
        };
      }
      send(request, response, answer);
    },
  };
}

function send(
  request: AwsRequest,
  response: http.ServerResponse,
  { status = 200, headers = {}, body = '' }: Answer,
): void {
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) response.setHeader(name, value);
  response.writeHead(status, {
    'x-amz-request-id': randomUUID(),
    'content-length': Buffer.byteLength(body),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

const versionOf = ({ version }: StoredObject) => (version === 'null' ? {} : { 'x-amz-version-id': version });

function lockOf(buckets: Buckets, bucket: string, object: StoredObject) {
  const lock = buckets.retention(bucket, object);
  return (
    lock && {
      'x-amz-object-lock-mode': lock.mode,
      'x-amz-object-lock-retain-until-date': new Date(lock.until).toISOString(),
    }
  );
}

function part(object: StoredObject, range: string | undefined): Answer {
  const { body } = object;
  const headers = {
    etag: `"${object.etag}"`,
    'content-type': object.contentType,
    'last-modified': new Date(object.modified).toUTCString(),
    'accept-ranges': 'bytes',
    ...versionOf(object),
  };
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return { headers, body };
  const start = from === '' ? Math.max(0, body.length - Number(to)) : Number(from);
  const end = from === '' || to === '' ? body.length - 1 : Math.min(Number(to), body.length - 1);
  if (start > end)
    throw new AwsError('InvalidRange', 'The requested range is not satisfiable', { status: 416 });
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${start}-${end}/${body.length}` },
    body: body.subarray(start, end + 1),
  };
}

function list(buckets: Buckets, bucket: string, query: URLSearchParams): Answer {
  if (query.has('delimiter'))
    throw new AwsError('NotImplemented', 'not supported locally: delimiter', { status: 501 });
  const prefix = query.get('prefix') ?? '';
  const limit = Math.min(Number(query.get('max-keys') ?? 1000), 1000);
  const token = query.get('continuation-token');
  const after = token ? Buffer.from(token, 'base64url').toString() : (query.get('start-after') ?? '');
  const found = buckets.list(bucket, { prefix, after, limit: limit + 1 });
  const page = found.slice(0, limit);
  const more = found.length > limit;
  const name = (key: string) =>
    query.get('encoding-type') === 'url' ? encodeURIComponent(key).replaceAll('%2F', '/') : escaped(key);
  const contents = page.map(
    ({ key, etag, size, modified }) =>
      `<Contents><Key>${name(key)}</Key><LastModified>${new Date(modified).toISOString()}</LastModified>` +
      `<ETag>&quot;${etag}&quot;</ETag><Size>${size}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
  );
  const next = more ? Buffer.from(page.at(-1)?.key ?? '').toString('base64url') : '';
  return {
    headers: { 'content-type': 'application/xml' },
    body:
      `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult><Name>${bucket}</Name><Prefix>${name(prefix)}</Prefix>` +
      `<KeyCount>${page.length}</KeyCount><MaxKeys>${limit}</MaxKeys><IsTruncated>${more}</IsTruncated>` +
      `${more ? `<NextContinuationToken>${next}</NextContinuationToken>` : ''}${contents.join('')}</ListBucketResult>`,
  };
}

/**
 * Decodes a streamed upload (aws-chunked). Each chunk has its hexadecimal length, an optional signature and its bytes.
 * An empty chunk ends the body; trailers with a checksum follow and are ignored.
 */
export function decodeChunks(body: Buffer): Buffer {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = body.indexOf('\r\n', at);
    const length = Number.parseInt(body.subarray(at, lineEnd).toString('latin1'), 16);
    if (lineEnd < 0 || !(length > 0)) return Buffer.concat(chunks);
    const start = lineEnd + 2;
    chunks.push(body.subarray(start, start + length));
    at = start + length + 2;
  }
}
