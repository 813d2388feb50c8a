-- The hand-written side of `search.py` on PostgreSQL: its indexes and functions; `by_hand.py` has made and filled the tables.
-- `OFFSET 0` keeps PostgreSQL from reading a table by its key for the first twenty in the order of numbers.
CREATE INDEX ON by_hand.marks USING gin (marks);
CREATE INDEX ON by_hand.words USING gin (words);
VACUUM ANALYZE by_hand.whole, by_hand.near, by_hand.beginning, by_hand.marks, by_hand.words;

-- Numbers as far as the page goes, and how many there are after each step.
CREATE FUNCTION by_hand.found (whole text, named tsquery, titled tsquery, about tsquery, worded tsquery, own text[], variants text[],
    sounds text[], OUT numbers bigint[], OUT ends int[]) LANGUAGE plpgsql STABLE AS $$
DECLARE
    names text[];
    is_more boolean := false;
    spelled text;
    sounding text;
BEGIN
    numbers := ARRAY(SELECT w.id FROM by_hand.whole w WHERE w.name = whole ORDER BY w.id LIMIT 20);
    ends := ARRAY[cardinality(numbers)];
    IF cardinality(numbers) = 20 THEN RETURN; END IF;
    numbers := numbers || ARRAY(SELECT f.id FROM (SELECT i.id FROM by_hand.marks i WHERE i.marks @@ named OFFSET 0) f
        WHERE f.id <> ALL (numbers) ORDER BY f.id LIMIT 20 - cardinality(numbers));
    ends := ends || cardinality(numbers);
    IF cardinality(numbers) = 20 THEN RETURN; END IF;
    numbers := numbers || ARRAY(SELECT f.id FROM (SELECT i.id FROM by_hand.marks i WHERE i.marks @@ titled OFFSET 0) f
        WHERE f.id <> ALL (numbers) ORDER BY f.id LIMIT 20 - cardinality(numbers));
    ends := ends || cardinality(numbers);
    IF cardinality(numbers) = 20 THEN RETURN; END IF;
    numbers := numbers || ARRAY(SELECT f.id FROM (SELECT i.id FROM by_hand.marks i WHERE i.marks @@ about OFFSET 0) f
        WHERE f.id <> ALL (numbers) ORDER BY f.id LIMIT 20 - cardinality(numbers));
    ends := ends || cardinality(numbers);
    IF cardinality(numbers) = 20 THEN RETURN; END IF;
    numbers := numbers || ARRAY(SELECT f.id FROM (SELECT i.id FROM by_hand.words i WHERE i.words @@ worded OFFSET 0) f
        WHERE f.id <> ALL (numbers) ORDER BY f.id LIMIT 20 - cardinality(numbers));
    ends := ends || cardinality(numbers);
    IF cardinality(numbers) = 20 THEN RETURN; END IF;
    FOR at IN 1 .. cardinality(own) LOOP
        names := ARRAY(SELECT DISTINCT n.word FROM by_hand.near n WHERE n.variant = ANY (string_to_array(variants[at], ' ')));
        is_more := is_more OR names <> ARRAY[own[at]];
        spelled := CASE WHEN names <> '{}' AND (at = 1 OR spelled IS NOT NULL)
            THEN concat(spelled || ' & ', '(''n', array_to_string(names, ''' | ''n'), ''')') END;
        -- Of one word alone, names that are near were the step before.
        names := CASE WHEN cardinality(own) = 1 THEN '{}' ELSE names END;
        sounding := CASE WHEN (names <> '{}' OR sounds[at] <> '') AND (at = 1 OR sounding IS NOT NULL)
            THEN concat(sounding || ' & ', '(''s', sounds[at], CASE WHEN names <> '{}' THEN ''' | ''n' END,
                array_to_string(names, ''' | ''n'), ''')') END;
    END LOOP;
    IF is_more AND spelled IS NOT NULL THEN
        numbers := numbers || ARRAY(SELECT f.id FROM (SELECT i.id FROM by_hand.marks i WHERE i.marks @@ spelled::tsquery OFFSET 0) f
        WHERE f.id <> ALL (numbers) ORDER BY f.id LIMIT 20 - cardinality(numbers));
    END IF;
    ends := ends || cardinality(numbers);
    IF cardinality(numbers) < 20 AND sounding IS NOT NULL AND sounds && ARRAY(SELECT s FROM unnest(sounds) s WHERE s <> '') THEN
        numbers := numbers || ARRAY(SELECT f.id FROM (SELECT i.id FROM by_hand.marks i WHERE i.marks @@ sounding::tsquery OFFSET 0) f
        WHERE f.id <> ALL (numbers) ORDER BY f.id LIMIT 20 - cardinality(numbers));
    END IF;
END $$;

CREATE FUNCTION by_hand.search (whole text, named tsquery, titled tsquery, about tsquery, worded tsquery, own text[], variants text[],
    sounds text[]) RETURNS TABLE (step int, id bigint, kind text, title text) LANGUAGE plpgsql STABLE ROWS 20 AS $$
DECLARE
    page record := by_hand.found(whole, named, titled, about, worded, own, variants, sounds);
BEGIN
    RETURN QUERY SELECT 1 + (SELECT CAST(count(*) AS int) FROM unnest(page.ends) e WHERE e < f.place), r.id, r.kind, CASE r.kind
            WHEN 'person' THEN (SELECT p.name FROM person p WHERE p.id = r.id)
            WHEN 'event' THEN (SELECT e.title FROM event e WHERE e.id = r.id)
            ELSE (SELECT d.title FROM document d WHERE d.id = r.id) END
        FROM unnest(page.numbers) WITH ORDINALITY AS f (id, place) JOIN record r ON r.id = f.id ORDER BY f.place;
END $$;

CREATE FUNCTION by_hand.suggest (prefix text) RETURNS TABLE (person bigint, shown text, matched text) LANGUAGE plpgsql STABLE ROWS 10 AS $$
DECLARE
    persons bigint[] := '{}';
    names bigint[] := '{}';
    begun record;
BEGIN
    <<ranks>>
    FOR rank IN 0 .. 1 LOOP
        FOR begun IN SELECT b.person, b.name FROM by_hand.beginning b WHERE b.start >= rank || prefix
            AND b.start < rank || prefix || U&'\+10FFFF' ORDER BY b.start, b.person, b.name, b.place
        LOOP
            CONTINUE WHEN begun.person = ANY (persons);
            persons := persons || begun.person;
            names := names || begun.name;
            EXIT ranks WHEN cardinality(persons) = 10;
        END LOOP;
    END LOOP;
    RETURN QUERY SELECT p.id, p.name, n.text FROM unnest(persons, names) WITH ORDINALITY AS f (person, name, place)
        JOIN person p ON p.id = f.person JOIN person_name n ON n.id = f.name ORDER BY f.place;
END $$;
