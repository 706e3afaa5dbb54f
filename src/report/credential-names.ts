/** Names under which credentials are kept, in keys, flags and variables alike. */
const CREDENTIAL =
  /pass(?:word|wd|phrase)?|secret|token|credential|authorization|access[-_.]?key|account[-_.]?key|api[-_.]?key|private[-_.]?key|auth[-_.]?header|basic[-_.]?auth|\bpwd\b|connection[-_.]?string|(?:root|admin)[-_.]?user/i;

/** Names that point at a Secret and hold no credential themselves. */
const REFERENCE =
  /^(?:secretName|secretRef|secretKeyRef|imagePullSecrets|(?:automountS|s)erviceAccountToken)$/;

export const namesCredential = (name: string): boolean => CREDENTIAL.test(name) && !REFERENCE.test(name);
