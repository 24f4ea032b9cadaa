/** Tells the server in which zone the reader's days begin, from the second visit on. */
export const ZONE_COOKIE = 'weir_tz';
