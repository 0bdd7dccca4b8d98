#include "domain/lane.h"

const struct field lane_due_fields[] = {
    FIELD(lane_due, id),
    FIELD(lane_due, id_business),
    FIELD(lane_due, is_live),
    FIELDS_END,
};
