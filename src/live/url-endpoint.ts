import type { Endpoint } from './cluster.ts';
import { sendHttp } from './http-endpoint.ts';

const NEVER = new AbortController().signal;

/**
 * An endpoint at an address that was given, asked without kubectl; a path in the address stands before each request's.
 * @param base http or https. A user and password in it are sent as Basic authorization and never shown: fetch takes
 *   no address that holds them.
 * @param stopping ends what is under way (Ctrl-C)
 */
export function urlEndpoint(base: URL, stopping: AbortSignal = NEVER): Endpoint {
  const address = `${base.origin}${base.pathname.replace(/\/+$/, '')}`;
  const target = { base: address, name: address, headers: authorization(base), stopping };
  return (request) => sendHttp(target, request);
}

function authorization({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}
