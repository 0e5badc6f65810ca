package io.slackline.testbed.experiment;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;

/** JSON has no NaN: null stands for it in files. Jackson's own way is the text "NaN", which no other reader takes for a number. */
final class NumberOrNull {
    private NumberOrNull() {}

    static SimpleModule module() {
        return new SimpleModule().addSerializer(double.class, new Writer()).addDeserializer(double.class, new Reader());
    }

    private static final class Writer extends StdScalarSerializer<Double> {
        private static final long serialVersionUID = 1;

        Writer() {
            super(double.class, false);
        }

        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value)) {
                out.writeNumber(value);
            } else {
                out.writeNull();
            }
        }
    }

    private static final class Reader extends StdScalarDeserializer<Double> {
        private static final long serialVersionUID = 1;

        Reader() {
            super(double.class);
        }

        @Override
        public Double deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return _parseDoublePrimitive(in, context);
        }

        @Override
        public Double getNullValue(DeserializationContext context) {
            return Double.NaN;
        }
    }
}
