import type { PlacedEvent } from '../events/event.ts';

/** Columns of weir.events that the archive fills: all of them (engine/clickhouse/migrations). Times are ms. */
export function eventRow(event: PlacedEvent, topicId: string) {
  return {
    site: event.site,
    name: event.name,
    event_id: event.id,
    ts: event.ts,
    received_at: event.received_at,
    visitor_id: event.visitor_id,
    session_id: event.session_id,
    url: event.url,
    hostname: event.hostname,
    path: event.path,
    title: event.title,
    referrer: event.referrer,
    referrer_source: event.referrer_source,
    utm_source: event.utm_source,
    utm_medium: event.utm_medium,
    utm_campaign: event.utm_campaign,
    utm_term: event.utm_term,
    utm_content: event.utm_content,
    country: event.country,
    city: event.city,
    device: event.device,
    browser: event.browser,
    os: event.os,
    screen: event.screen,
    language: event.language,
    is_bot: event.is_bot,
    engaged_ms: event.engaged_ms,
    props: event.props,
    kafka_topic_id: topicId,
    kafka_partition: event.partition,
    kafka_offset: event.offset,
  };
}

export type EventRow = ReturnType<typeof eventRow>;
