/**
 * The body of an upload that the SDK sent as a stream: chunks of a hexadecimal length, perhaps a signature, and the
 * bytes; a chunk of none ends it, and trailers with a checksum follow.
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
