"""The guards in PostgreSQL's words. The actor stands in the setting ``openkap.actor``, which our connections fill
before every write; one advisory lock orders the chain.
"""

from collections.abc import Iterator

from openkap.records.audit.sqlite import NOBODY, REFUSAL, SEALED
from openkap.records.audit.tables import TRAIL, Table

LOCK = 704_511_022  # any number, the same on every connection

_SEAL = f"""
CREATE OR REPLACE FUNCTION openkap_seal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE actor jsonb := nullif(current_setting('openkap.actor', true), '')::jsonb;
BEGIN
    IF actor IS NULL THEN
        RAISE EXCEPTION '{NOBODY}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    PERFORM pg_advisory_xact_lock({LOCK});
    NEW.number := nextval(pg_get_serial_sequence('"{TRAIL}"', 'number'));
    NEW.at := to_char(clock_timestamp() AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
    NEW.actor_kind := actor->>'kind';
    NEW.actor_id := actor->>'id';
    NEW.site_id := actor->>'site';
    NEW.previous := coalesce((SELECT digest FROM "{TRAIL}" ORDER BY number DESC LIMIT 1), '');
    NEW.digest := encode(sha256(convert_to(concat_ws(E'\\n', NEW.previous, {", ".join(f"NEW.{c}" for c in SEALED)}),
        'UTF8')), 'hex');
    RETURN NEW;
END $$"""

_LINE = f"""
CREATE OR REPLACE FUNCTION openkap_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whole record := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    changed text := '';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT coalesce(string_agg(n.key, ',' ORDER BY n.place), '') INTO changed
        FROM (SELECT key, value, row_number() OVER () AS place FROM json_each_text(row_to_json(NEW))) AS n
        JOIN json_each_text(row_to_json(OLD)) AS o ON o.key = n.key AND o.value IS DISTINCT FROM n.value;
    END IF;
    INSERT INTO "{TRAIL}" (at, actor_kind, actor_id, site_id, verb, table_name, row_id, columns, row_digest, purpose,
        previous, digest)
    VALUES ('', '', '', '', lower(TG_OP), TG_TABLE_NAME, replace(to_jsonb(whole)->>TG_ARGV[0], '-', ''), changed,
        encode(sha256(convert_to(whole::text, 'UTF8')), 'hex'), '', '', '');
    RETURN NULL;
END $$"""

_REFUSE = f"""
CREATE OR REPLACE FUNCTION openkap_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
END $$"""

FUNCTIONS = (_SEAL, _LINE, _REFUSE)


def _trigger(name: str, table: str, when: str, function: str) -> tuple[str, str]:
    each = "STATEMENT" if when.endswith("TRUNCATE") else "ROW"
    return name, f'CREATE TRIGGER "{name}" {when} ON "{table}" FOR EACH {each} EXECUTE FUNCTION {function}'


def statements(table: Table) -> Iterator[tuple[str, str]]:
    """Trigger name and its SQL, for one guarded table."""
    line = f"openkap_line('{table.key}')"
    changes = "INSERT" if table.append_only else "INSERT OR UPDATE OR DELETE"
    yield _trigger(f"guard_{table.name}_write", table.name, f"AFTER {changes}", line)
    yield _trigger(f"guard_{table.name}_truncate", table.name, "BEFORE TRUNCATE", "openkap_refuse()")
    if table.append_only:
        yield _trigger(f"guard_{table.name}_refuse", table.name, "BEFORE UPDATE OR DELETE", "openkap_refuse()")


def trail() -> Iterator[tuple[str, str]]:
    """The guards of the trail itself."""
    yield _trigger("trail_seal", TRAIL, "BEFORE INSERT", "openkap_seal()")
    yield _trigger("trail_refuse", TRAIL, "BEFORE UPDATE OR DELETE", "openkap_refuse()")
    yield _trigger("trail_truncate", TRAIL, "BEFORE TRUNCATE", "openkap_refuse()")
