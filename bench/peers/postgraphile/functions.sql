-- What PostGraphile's authors advise for what a schema made of tables cannot say: functions, which become fields.

-- No event lasts longer than the longest: what began before that is over.
CREATE TABLE bench.longest AS SELECT coalesce(max(date_latest - date_earliest), 0) AS days FROM public.event;

CREATE FUNCTION bench.events_overlapping (of_kind text, since bigint, until bigint) RETURNS SETOF public.event LANGUAGE sql STABLE AS $$
    SELECT * FROM public.event
    WHERE kind = of_kind AND sort_day <= until AND date_earliest <= until AND date_latest >= since
        AND sort_day >= since - (SELECT days FROM bench.longest)
    ORDER BY sort_day, id
$$;

CREATE FUNCTION bench.articles_with (asked text) RETURNS SETOF public.document LANGUAGE sql STABLE AS $$
    SELECT d.* FROM bench.article_search f JOIN public.document d ON d.id = f.id
    WHERE f.words @@ websearch_to_tsquery('english', asked)
    ORDER BY ts_rank(f.words, websearch_to_tsquery('english', asked)) DESC
$$;

-- A person with one event: the rows that Vitae writes for them, with their revisions, but neither the rows of its search
-- index nor those by which it finds mentions.
CREATE FUNCTION bench.make_person (name text, name_kind text, about text, of_kind text, title text, edtf text, place text)
RETURNS public.person LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    n bigint[] := ARRAY(SELECT nextval('public.claim_id') FROM generate_series(1, 9));
    moment text := to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
    day bigint := edtf::date - DATE '1970-01-01';
    made public.person;
BEGIN
    INSERT INTO public.batch (id, kind, actor, started_at, finished_at) VALUES (n[5], 'edit', 'bench', moment, moment);
    INSERT INTO public.claim (id, kind, record_id, origin, batch_id) VALUES
        (n[1], 'record', n[1], 'import', n[5]), (n[2], 'record', n[2], 'import', n[5]),
        (n[3], 'name', n[1], 'curated', n[5]), (n[4], 'participation', n[2], 'curated', n[5]);
    INSERT INTO public.record (id, kind, revision, curated) VALUES
        (n[1], 'person', 1, 'description'), (n[2], 'event', 1, 'date,place,title');
    INSERT INTO public.external_key (id, record_id, kind, key) VALUES
        (n[7], n[1], 'person', 'person:' || n[1]), (n[9], n[2], 'event', 'event:' || n[2]);
    INSERT INTO public.revision (id, record_id, record_kind, record_key, number, batch_id, operation, at, after) VALUES
        (n[6], n[1], 'person', 'person:' || n[1], 1, n[5], 'create', moment,
         json_build_object('person', json_build_object('key', 'person:' || n[1], 'names', json_build_array(
             json_build_object('text', name, 'kind', name_kind)), 'description', about))::text),
        (n[8], n[2], 'event', 'event:' || n[2], 1, n[5], 'create', moment,
         json_build_object('event', json_build_object('key', 'event:' || n[2], 'kind', of_kind, 'title', title,
             'date', json_build_object('edtf', edtf), 'place', place, 'participants', json_build_array(
             json_build_object('person', 'person:' || n[1]))))::text);
    INSERT INTO public.event (id, rank, kind, title, title_folded, place, place_folded, date_edtf, date_calendar, date_gregorian,
        date_from, date_to, date_earliest, date_latest, sort_day, told_in_full, date_length) VALUES
        (n[2], 1, of_kind, title, lower(title), place, lower(place), edtf, 'GREGORIAN', edtf, edtf, edtf, day, day, day, 19, 0);
    INSERT INTO public.person (id, name, sort_name, description, birth_sort_day, death_sort_day)
        VALUES (n[1], name, lower(name), about, 4000000000000, 4000000000000) RETURNING * INTO made;
    INSERT INTO public.person_name (id, person_id, rank, kind, text, folded) VALUES (n[3], n[1], 1, name_kind, name, lower(name));
    INSERT INTO public.participation (id, event_id, person_id, rank, role, sort_day)
        VALUES (n[4], n[2], n[1], 1, 'PARTICIPANT', day);
    RETURN made;
END $$;
