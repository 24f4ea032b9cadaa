/** Who a connection speaks for, as `Type:name`. Here every principal is a user. */
export type Principal = string;

/** Whoever has not authenticated, on a listener that does not ask for it. */
export const ANONYMOUS: Principal = 'User:ANONYMOUS';

export const userPrincipal = (name: string): Principal => `User:${name}`;

/** Whether a text is `Type:name`, both given. */
export const isPrincipal = (text: string): boolean => /^[^:]+:.+$/s.test(text);
