/** Cases that say nothing of a single plaintext broker, each with its reason. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  '0016_client_swname': 'reads the client software name through the JMX port of a JVM broker',
  '0101_fetch_from_follower': 'needs three brokers in racks',
};
