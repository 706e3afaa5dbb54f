import { describe, expect, it } from 'vitest';
import { type ClusterQuestion, refusalProblem } from '../../../src/live/problems.ts';

const ASKED: ClusterQuestion = {
  program: 'kubectl',
  path: 'kubectl',
  question: 'kubectl get pods',
  address: { namespace: 'prof', kubeContext: 'blue' },
};
const DISCOVERY = `E1121 07:55:21.392735   32042 memcache.go:265] "Unhandled Error" err="couldn't get current server API group list: Get \\"http://127.0.0.1:1/api?timeout=5s\\": dial tcp 127.0.0.1:1: connect: connection refused"\n`;

const problemOf = (stderr: string) => refusalProblem(stderr, 'exit code 1', ASKED);

describe('what helm and kubectl print when they fail', () => {
  it.each([
    // Helm 3.21
    [
      'unreachable',
      'Error: Kubernetes cluster unreachable: Get "http://127.0.0.1:1/version": dial tcp 127.0.0.1:1: connect: connection refused',
    ],
    ['unreachable', 'Error: Kubernetes cluster unreachable: context "nope" does not exist'],
    ['unreachable', 'Error: Kubernetes cluster unreachable: stat /nonexist: no such file or directory'],
    // Helm 4.2
    [
      'unreachable',
      'Error: kubernetes cluster unreachable: Get "http://127.0.0.1:1/version": dial tcp 127.0.0.1:1: connect: connection refused',
    ],
    [
      'timed-out',
      'Error: kubernetes cluster unreachable: Get "https://10.0.0.1/version": dial tcp 10.0.0.1:443: i/o timeout',
    ],
    [
      'program-missing',
      'Error: Kubernetes cluster unreachable: Get "https://10.0.0.1/version": getting credentials: exec: executable aws not found',
    ],
    ['forbidden', 'Error: query: failed to query with labels: Unauthorized'],
    // kubectl 1.32
    [
      'unreachable',
      `${DISCOVERY}The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?`,
    ],
    ['unreachable', 'Error in configuration: context was not found for specified context: nope'],
    ['unreachable', 'error: stat /nonexist: no such file or directory'],
    ['unreachable', 'Error from server (NotFound): pods "p" not found'],
    ['unreachable', 'error: unable to forward port because pod is not running. Current status=Pending'],
    [
      'unreachable',
      'Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority',
    ],
    ['timed-out', 'Unable to connect to the server: context deadline exceeded'],
    [
      'timed-out',
      'Unable to connect to the server: net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
    ],
    ['forbidden', 'error: You must be logged in to the server (Unauthorized)'],
    [
      'port-taken',
      'Unable to listen on port 4040: Listeners failed to create with the following errors: [unable to create listener: Error listen tcp4 127.0.0.1:4040: bind: address already in use]\nerror: unable to listen on any of the requested ports: [{4040 4040}]',
    ],
    [
      'unreachable',
      'Error from server (BadRequest): container "a" in pod "p" is waiting to start: ContainerCreating',
    ],
    ['unexpected-answer', 'Error: unknown flag: --revision'],
    ['unexpected-answer', ''],
  ])('is %s: %s', (kind, stderr) => {
    expect(problemOf(`${stderr}\n`)).toMatchObject({ kind });
  });

  it.each([
    ...[
      'Error: Kubernetes cluster unreachable: the server has asked for the client to provide credentials',
      'Error: kubernetes cluster unreachable: the server has asked for the client to provide credentials',
      'error: You must be logged in to the server (the server has asked for the client to provide credentials)',
      'Error: query: failed to query with labels: Unauthorized',
      'Unable to connect to the server: remote error: tls: expired certificate',
    ].map((stderr) => ['forbidden', /[Ll]og in again\.$/, stderr] as const),
    ...[
      'Error: Kubernetes cluster unreachable: the server has received too many requests and has asked us to try again later',
      'Error: kubernetes cluster unreachable: the server has received too many requests and has asked us to try again later',
      'Error from server (TooManyRequests): the server has received too many requests and has asked us to try again later (get pods)',
    ].map((stderr) => ['unreachable', /^The API server is overloaded; try again later\.$/, stderr] as const),
    ...[
      'Error: Kubernetes cluster unreachable: Get "https://10.0.0.1/version": tls: failed to verify certificate: x509: certificate signed by unknown authority',
      'Error: kubernetes cluster unreachable: Get "https://10.0.0.1/version": x509: certificate signed by unknown authority',
      'Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error")',
    ].map((stderr) => ['unreachable', /certificate-authority of the kubeconfig/, stderr] as const),
    ...[
      'Error: Kubernetes cluster unreachable: Get "https://10.0.0.1/version": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-21T10:00:00Z is after 2026-11-20T10:00:00Z',
      'Unable to connect to the server: tls: failed to verify certificate: x509: certificate is valid for 10.0.0.1, not 10.0.0.2',
    ].map(
      (stderr) => ['unreachable', /certificate of the API server.* clock .*server address/, stderr] as const,
    ),
    ...[
      'Error: Kubernetes cluster unreachable: stat /nonexist: no such file or directory',
      'Error: kubernetes cluster unreachable: stat /nonexist: no such file or directory',
      'error: stat /nonexist: no such file or directory',
    ].map(
      (stderr) => ['unreachable', /^Give the path of an existing kubeconfig.*--kubeconfig/, stderr] as const,
    ),
    ...[
      'Error: Kubernetes cluster unreachable: invalid configuration: unable to read certificate-authority /ca for blue due to open /ca: no such file or directory',
      'error: unable to read client-cert /cert for me due to open /cert: no such file or directory',
    ].map((stderr) => ['unreachable', /^Correct the path .*in the kubeconfig/, stderr] as const),
    ...[
      'Error: Kubernetes cluster unreachable: context "nope" does not exist',
      'Error: kubernetes cluster unreachable: context "nope" does not exist',
      'error: context "nope" does not exist',
      'Error in configuration: context was not found for specified context: nope',
    ].map(
      (stderr) => ['unreachable', /^Use a context that `kubectl config get-contexts` lists/, stderr] as const,
    ),
    [
      'unreachable',
      /^Check that it is up/,
      'Error: Kubernetes cluster unreachable: Get "http://127.0.0.1:1/version": dial tcp 127.0.0.1:1: connect: connection refused',
    ] as const,
  ])('is %s, with the remedy %s: %s', (kind, remedy, stderr) => {
    const problem = problemOf(`${stderr}\n`);
    expect(problem.kind).toBe(kind);
    expect(problem.remedy).toMatch(remedy);
  });

  it('lists contexts of the kubeconfig that was named', () => {
    const { remedy } = refusalProblem('error: context "nope" does not exist', 'exit code 1', {
      ...ASKED,
      address: { namespace: 'prof', kubeContext: 'nope', kubeconfig: '/my kube' },
    });
    expect(remedy).toContain("`kubectl config get-contexts '--kubeconfig=/my kube'`");
  });

  it('is told by its last error, in one line, without the noise before it', () => {
    const { what } = problemOf(
      `WARNING: Kubernetes configuration file is group-readable.\n${DISCOVERY}error: no\n`,
    );
    expect(what).toBe('`kubectl get pods` failed: no.');
  });

  it('can be asked again as it was asked', () => {
    const { remedy } = refusalProblem('', 'exit code 1', {
      ...ASKED,
      address: { namespace: 'prof', kubeContext: "arn:aws:eks 'blue'" },
    });
    expect(remedy).toBe(
      "Run `kubectl get pods --namespace=prof '--context=arn:aws:eks '\\''blue'\\'''` yourself.",
    );
  });

  it('is told by how the program ended when it said nothing', () => {
    expect(problemOf('').what).toBe('`kubectl get pods` failed: exit code 1.');
  });

  it('shows a panic by what it was', () => {
    const panic =
      'panic: runtime error: nil pointer dereference\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/helm.go:91 +0x205\n';
    expect(problemOf(panic).what).toBe(
      '`kubectl get pods` failed: panic: runtime error: nil pointer dereference.',
    );
  });

  it.each([
    'Error: request failed: token=eyJhbGciOi password=hunter2',
    'Error: cannot log in: password: hunter2',
    'error: login plugin said {"access_token":"hunter2","kind":"ExecCredential"}',
    'error: exec: aws --token hunter2 failed',
    'error: unexpected secret: hunter2',
    `E1121 07:55:21.39 1 x.go:1] "Error" err="the credentials: hunter2"`,
  ])('hides the value of a credential: %s', (stderr) => {
    expect(problemOf(stderr).what).not.toMatch(/hunter2|eyJ/);
    expect(problemOf(stderr).what).toContain('<redacted>');
  });

  it.each([
    'getting credentials: exec: executable aws not found',
    'failed to read the secret: not found in namespace prof',
  ])('keeps prose behind the name of a credential: %s', (words) => {
    expect(problemOf(`Error: ${words}\n`).what).toContain(words);
  });

  it('shows no credential and steers no terminal', () => {
    const { what } = problemOf(
      'error: \u001b[2J Get "https://me:hunter2@host/": Authorization: Bearer abc.def-hunter2\n',
    );
    expect(what).not.toContain('hunter2');
    expect(what).not.toContain('\u001b');
  });
});

describe('a right that is missing', () => {
  it('is named by verb, resource and namespace, as helm passes it on', () => {
    expect(
      problemOf(
        'Error: query: failed to query with labels: secrets is forbidden: User "x" cannot list resource "secrets" in API group "" in the namespace "prof"\n',
      ),
    ).toEqual({
      kind: 'forbidden',
      what: 'User "x" cannot list secrets in namespace prof (helm keeps releases in Secrets).',
      remedy:
        'Ask for a Role with the verb "list" on the resource "secrets" in namespace prof; `kubectl auth can-i list secrets -n prof` shows when it is there.',
    });
  });

  it('is named where it is a part of a resource, as port-forward needs it', () => {
    const { what, remedy } = problemOf(
      'error: error upgrading connection: pods "p" is forbidden: User "system:serviceaccount:ci:gate" cannot create resource "pods/portforward" in API group "" in the namespace "prof"\n',
    );
    expect(what).toContain(
      'User "system:serviceaccount:ci:gate" cannot create pods/portforward in namespace prof',
    );
    expect(remedy).toContain('`kubectl auth can-i create pods --subresource=portforward -n prof`');
  });

  it('is named at cluster scope and with its group', () => {
    const { what, remedy } = problemOf(
      'Error from server (Forbidden): x is forbidden: User "x" cannot list resource "jobs" in API group "batch" at the cluster scope\n',
    );
    expect(what).toBe('User "x" cannot list jobs.batch at cluster scope.');
    expect(remedy).toBe(
      'Ask for a ClusterRole with the verb "list" on the resource "jobs.batch" at cluster scope; `kubectl auth can-i list jobs.batch` shows when it is there.',
    );
  });

  it('is told as it is where the server words it otherwise', () => {
    const problem = problemOf('Error from server (Forbidden): pods "p" is forbidden: maintenance\n');
    expect(problem).toMatchObject({ kind: 'forbidden' });
    expect(problem.what).toContain('maintenance');
  });
});
