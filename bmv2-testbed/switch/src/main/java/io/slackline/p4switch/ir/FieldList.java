package io.slackline.p4switch.ir;

import java.util.List;

/** Metadata fields that a clone, resubmitted or recirculated packet keeps. */
public record FieldList(int id, List<Field> fields) {}
