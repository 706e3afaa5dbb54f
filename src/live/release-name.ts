/** Helm's own rule (3.21 and 4.2): a DNS subdomain of at most 53 characters. */
const RELEASE_NAME = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const LONGEST = 53;

/** Whether Helm could know a release of this name; any other name could also be read as a flag or as a selector. */
export const isReleaseName = (name: string): boolean => name.length <= LONGEST && RELEASE_NAME.test(name);
