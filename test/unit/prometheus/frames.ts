/** A frame of a STREAMED answer (`storage/remote/chunked.go`). */
export function frame(payload: Uint8Array): Uint8Array {
  const length: number[] = [];
  let rest = payload.length;
  while (rest >= 0x80) {
    length.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  length.push(rest);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(castagnoli(payload));
  return Buffer.concat([Buffer.from(length), checksum, payload]);
}

/** CRC-32C bit by bit, as RFC 3720 has it. */
export function castagnoli(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f6_3b78 : 0);
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}
