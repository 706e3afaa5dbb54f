import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { type ApiAccess, readKubeconfig } from './kubeconfig.ts';

export interface ApiAnswer {
  readonly status: number;
  /** What the API server says of a refusal; the whole answer otherwise. */
  readonly message: string;
  /** Warnings that came with it. */
  readonly warnings: readonly string[];
}

/** The API server of a control plane, asked over HTTP: thousands of questions in the time that kubectl takes for a few. */
export class Api {
  readonly #access: ApiAccess;
  readonly #agent: Agent;

  /** @param kubeconfig path of one that writeKubeconfig wrote */
  constructor(kubeconfig: string) {
    this.#access = readKubeconfig(kubeconfig);
    this.#agent = new Agent({ ca: readFileSync(this.#access.authority), keepAlive: true, maxSockets: 8 });
  }

  close(): void {
    this.#agent.destroy();
  }

  /** @param body YAML or JSON @param type of a patch: `application/merge-patch+json` */
  send(method: string, path: string, body = '', type = 'application/yaml'): Promise<ApiAnswer> {
    const headers = { authorization: `Bearer ${this.#access.token}`, 'content-type': type };
    return new Promise((resolve, reject) => {
      const sent = request(
        new URL(path, this.#access.server),
        { method, agent: this.#agent, headers },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => {
            text += part;
          });
          response.on('end', () => {
            const status = response.statusCode ?? 500;
            const warnings = [response.headers.warning ?? []].flat();
            resolve({ status, message: status < 300 ? text : reason(text), warnings });
          });
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

function reason(answer: string): string {
  try {
    const { message } = JSON.parse(answer) as { readonly message?: string };
    return message ?? answer;
  } catch {
    return answer;
  }
}
