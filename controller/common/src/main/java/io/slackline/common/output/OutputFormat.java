package io.slackline.common.output;

/** What {@code -o} chooses. */
public enum OutputFormat {
    /** Columns for people; may change from release to release. */
    TABLE,
    /** One document; in streams, one per line. Field names are those of the API in lowerCamelCase. */
    JSON,
    /** The same tree as {@link #JSON}; in streams, documents that begin with {@code ---}. */
    YAML
}
