import { wellFormed } from '../../visible-text.ts';

/** A file's name as code hosts know it: relative names without a `./` in front. */
export const filePath = (file: string): string => file.replace(/^(?:\.\/+)+/, '');

/** A file's name, with `/`, as a URI: relative where the name is, percent-encoded (RFC 3986). */
export function fileUri(file: string): string {
  const encoded = wellFormed(filePath(file)).split('/').map(encodeURIComponent).join('/');
  return encoded.startsWith('/') ? `file://${encoded}` : encoded;
}
