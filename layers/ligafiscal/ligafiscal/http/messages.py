"""What the API says of a rule that is broken: what is wrong and how to mend it, in Spanish and in English."""

from collections.abc import Mapping

# By rule. {path} is the field or the parameter; {max} comes with what is over it.
MESSAGES: Mapping[str, tuple[str, str]] = {
    "required": ("El campo {path} es obligatorio.", "The field {path} is required."),
    "not_a_text": ("El campo {path} debe ser un texto.", "The field {path} must be a string."),
    "not_a_boolean": ("El campo {path} debe ser true o false.", "The field {path} must be true or false."),
    "not_an_integer": ("El campo {path} debe ser un número entero.", "The field {path} must be a whole number."),
    "out_of_range": (
        "El campo {path} debe ser un número entre 0 y 9007199254740991.",
        "The field {path} must be a number from 0 to 9007199254740991.",
    ),
    "not_an_object": ("El campo {path} debe ser un objeto.", "The field {path} must be an object."),
    "body_not_an_object": (
        "El cuerpo debe ser un objeto JSON.",
        "The body must be a JSON object.",
    ),
    "unknown_field": (
        "El campo {path} no existe. Revisa cómo está escrito o quítalo.",
        "The field {path} does not exist. Check its spelling or remove it.",
    ),
    "not_allowed": (
        "El campo {path} es de solo lectura. Quítalo.",
        "The field {path} is read-only. Remove it.",
    ),
    "too_long": (
        "El campo {path} admite hasta {max} caracteres.",
        "The field {path} takes up to {max} characters.",
    ),
    "control_characters": (
        "El campo {path} tiene caracteres invisibles o de control. Escríbelo de nuevo sin copiarlo.",
        "The field {path} has invisible or control characters. Type it again instead of pasting it.",
    ),
    "joiner_misplaced": (
        "El campo {path} tiene un carácter invisible de unión o separación (U+200D, U+200C) donde su escritura no lo "
        "usa. Quítalo.",
        "The field {path} has an invisible joiner or non-joiner (U+200D, U+200C) where its script has no use for one. "
        "Remove it.",
    ),
    "email_format": (
        "El campo {path} no es un correo electrónico válido, como nombre@ejemplo.com.",
        "The field {path} is not a valid e-mail address, such as name@example.com.",
    ),
    "email_domain": (
        "El campo {path} tiene después de la @ un dominio que no puede existir según IDNA 2008: {reason}.",
        "The field {path} has a domain after its @ that IDNA 2008 does not allow: {reason}.",
    ),
    "phone_format": (
        "El campo {path} no tiene ningún número de teléfono.",
        "The field {path} has no phone number in it.",
    ),
    "tax_id_format": (
        "El RFC lleva 3 letras (persona moral) o 4 (persona física), fecha AAMMDD y tres más; la última es 0-9 o A.",
        "An RFC has 3 letters (legal entity) or 4 (natural person), a date YYMMDD and three more, the last 0-9 or A.",
    ),
    "tax_id_date": (
        "La fecha dentro del RFC (AAMMDD) no existe en el calendario.",
        "The date inside the RFC (YYMMDD) does not exist in the calendar.",
    ),
    "foreign_tax_id_format": (
        "El número fiscal de Estados Unidos y de Canadá lleva 9 dígitos.",
        "A tax number of the United States or Canada has 9 digits.",
    ),
    "tax_id_generic_abroad": (
        "El RFC genérico nacional XAXX010101000 no admite un país distinto de MEX.",
        "The generic national RFC XAXX010101000 does not take a country other than MEX.",
    ),
    "tax_system_unknown": (
        "El régimen fiscal no está en el catálogo c_RegimenFiscal del SAT.",
        "The tax system is not in SAT's catalogue c_RegimenFiscal.",
    ),
    "tax_system_person": (
        "El régimen fiscal no corresponde al tipo de persona del RFC (12 caracteres: moral; 13: física).",
        "The tax system does not fit the RFC's kind of person (12 characters: legal entity; 13: natural person).",
    ),
    "tax_system_generic": (
        "Con un RFC genérico el régimen fiscal debe ser 616.",
        "With a generic RFC the tax system must be 616.",
    ),
    "tax_system_foreign": (
        "Un cliente extranjero no lleva régimen fiscal: quítalo o envía 616.",
        "A foreign customer has no tax system: remove it or send 616.",
    ),
    "invoice_use_unknown": (
        "El uso no está en el catálogo c_UsoCFDI del SAT.",
        "The use is not in SAT's catalogue c_UsoCFDI.",
    ),
    "invoice_use_tax_system": (
        "El uso del CFDI no es válido para ese régimen fiscal.",
        "The invoice use is not valid for that tax system.",
    ),
    "invoice_use_person": (
        "Ese uso del CFDI es solo para personas físicas.",
        "That invoice use is for natural persons only.",
    ),
    "invoice_use_foreign": (
        "Un cliente extranjero solo puede usar S01.",
        "A foreign customer can only use S01.",
    ),
    "zip_format": ("El código postal lleva 5 dígitos.", "The zip code has 5 digits."),
    "zip_unknown": (
        "El código postal no está en el catálogo del SAT.",
        "The zip code is not in SAT's catalogue.",
    ),
    "foreign_zip_format": (
        "El código postal no tiene la forma que usa ese país: en Estados Unidos 12345 o 12345-6789, en Canadá A1A 1A1.",
        "The zip code does not have its country's form: in the United States 12345 or 12345-6789, in Canada A1A 1A1.",
    ),
    "country_unknown": (
        "El país debe ser un código ISO 3166-1 alfa-3, como MEX o USA.",
        "The country must be an ISO 3166-1 alpha-3 code, such as MEX or USA.",
    ),
    "legal_name_public": (
        "El nombre PUBLICO EN GENERAL solo va con el RFC XAXX010101000.",
        "The name PUBLICO EN GENERAL only goes with the RFC XAXX010101000.",
    ),
    "legal_name_characters": (
        "La razón social no puede llevar el carácter |.",
        "The legal name cannot contain the character |.",
    ),
    "url_domain": (
        "El campo {path} tiene un dominio que no puede existir según IDNA 2008: {reason}.",
        "The field {path} has a domain that IDNA 2008 does not allow: {reason}.",
    ),
    "url_format": (
        "El campo {path} no es una dirección web, como https://ejemplo.com.",
        "The field {path} is not an address of the web, such as https://example.com.",
    ),
    "color_format": (
        "El campo {path} lleva seis dígitos hexadecimales, como 1F6F5C.",
        "The field {path} has six hexadecimal digits, such as 1F6F5C.",
    ),
    "organization_country": (
        "La organización factura desde México: el país debe ser MEX.",
        "The organization invoices from Mexico: the country must be MEX.",
    ),
    "setting_of_invoices": (
        "El campo {path} es de facturas y aquí no se guarda. Quítalo.",
        "The field {path} is about invoices and is not kept here. Remove it.",
    ),
    "not_a_list": ("El campo {path} debe ser una lista.", "The field {path} must be a list."),
    "not_a_text_or_object": (
        "El campo {path} debe ser un texto o un objeto.",
        "The field {path} must be a string or an object.",
    ),
    "no_events": (
        "El campo {path} necesita al menos un tipo de evento.",
        "The field {path} needs at least one type of event.",
    ),
    "event_unknown": (
        "El campo {path} tiene un tipo de evento que no existe. Los que hay: {known}.",
        "The field {path} has a type of event that does not exist. There are: {known}.",
    ),
    "webhook_status": (
        "El campo {path} debe ser enabled o disabled.",
        "The field {path} must be enabled or disabled.",
    ),
    "webhook_invalid_url": (
        "El campo {path} no es una dirección web completa, como https://ejemplo.com/webhooks.",
        "The field {path} is not a whole address of the web, such as https://example.com/webhooks.",
    ),
    "webhook_not_https": (
        "El campo {path} debe empezar con https://.",
        "The field {path} must start with https://.",
    ),
    "webhook_port_not_allowed": (
        "El campo {path} solo admite el puerto 443. Quita el puerto.",
        "The field {path} takes port 443 only. Remove the port.",
    ),
    "webhook_userinfo": (
        "El campo {path} no admite usuario ni contraseña. Quítalos: la firma prueba quién envía.",
        "The field {path} takes no user name or password. Remove them: the signature proves who sends.",
    ),
    "webhook_not_public": (
        "El campo {path} lleva a una red privada. Usa una dirección pública de internet.",
        "The field {path} leads to a private network. Use a public address of the internet.",
    ),
    "invalid_boolean": (
        "El parámetro {path} debe ser true o false (o 1 o 0).",
        "The parameter {path} must be true or false (or 1 or 0).",
    ),
    "not_one_value": (
        "El parámetro {path} está varias veces con valores distintos. Envíalo una sola vez.",
        "The parameter {path} stands there several times with different values. Send it once.",
    ),
    "invalid_integer": (
        "El parámetro {path} debe ser un número entero.",
        "The parameter {path} must be a whole number.",
    ),
    "too_small": ("El parámetro {path} debe ser al menos 1.", "The parameter {path} must be at least 1."),
    "too_large": ("El parámetro {path} admite hasta {max}.", "The parameter {path} takes up to {max}."),
    "page_too_large": (
        "El parámetro {path} admite hasta {max}. Acota la búsqueda.",
        "The parameter {path} takes up to {max}. Narrow the search.",
    ),
    "invalid_date": (
        "El parámetro {path} debe ser una fecha ISO 8601, como 2026-11-22 o 2026-11-22T16:00:00-06:00.",
        "The parameter {path} must be an ISO 8601 date, such as 2026-11-22 or 2026-11-22T16:00:00-06:00.",
    ),
    "unknown_date_condition": (
        "El parámetro {path} no existe: usa date[gt], date[gte], date[lt] o date[lte].",
        "There is no parameter {path}: use date[gt], date[gte], date[lt] or date[lte].",
    ),
    "invalid_date_range": (
        "Ninguna fecha cumple las condiciones de {path}: el inicio debe ir antes del final.",
        "No date meets the conditions of {path}: the start must come before the end.",
    ),
    "invalid_pagination": (
        "El parámetro {path} debe ser page o cursor.",
        "The parameter {path} must be page or cursor.",
    ),
    "invalid_cursor": (
        "El parámetro {path} no es un cursor de esta API: usa next_cursor o previous_cursor tal como llegaron.",
        "The parameter {path} is not a cursor of this API: use next_cursor or previous_cursor as they came.",
    ),
    "not_together": (
        "El parámetro {path} no va junto con los otros de paginación: usa page, after o before, solo uno.",
        "The parameter {path} does not go with the other ones of paging: use page, after or before, only one.",
    ),
    "q_too_long": (
        "El parámetro {path} admite hasta {max} caracteres.",
        "The parameter {path} takes up to {max} characters.",
    ),
    "idempotency_key_length": (
        "El encabezado {path} debe tener de 1 a {max} caracteres.",
        "The header {path} must have 1 to {max} characters.",
    ),
}
