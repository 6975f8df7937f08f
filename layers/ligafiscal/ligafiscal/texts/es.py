"""Español de México. Se habla de tú: frases cortas, sin jerga, que digan qué hacer."""

from typing import Any, Final

TEXTS: Final[dict[str, Any]] = {
    # {business} never starts a sentence: where there is none, `sender` stands for it, in lower case.
    "page": {
        "language": "Español",
        "country_names": "es",
        "sender": "quien te envió este enlace",
        "neutral_name": "Datos fiscales",
        "skip": "Ir al contenido",
        "optional": "(opcional)",
        "choose": "Elige…",
        "none": "Ninguno",
        "footer": {
            "privacy": "Aviso de privacidad",
            "website": "Sitio web",
            "new_tab": "(se abre en otra pestaña)",
        },
        "test_mode": {
            "heading": "Modo de prueba.",
            "text": "Lo que guardes aquí no se usa en facturas reales.",
        },
        "contact": {
            "heading": "¿Tienes dudas?",
            "text": "Te ayuda {business}:",
        },
        "dates": {
            "weekdays": ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
            "months": [
                "enero",
                "febrero",
                "marzo",
                "abril",
                "mayo",
                "junio",
                "julio",
                "agosto",
                "septiembre",
                "octubre",
                "noviembre",
                "diciembre",
            ],
            "format": "{weekday} {day} de {month} de {year}, {hour}:{minute}\u00a0{half}",
            "am": "a.\u00a0m.",
            "pm": "p.\u00a0m.",
        },
        "form": {
            "title": "Tus datos fiscales",
            "title_problems": "Corrige tus datos fiscales",
            "title_unavailable": "No pudimos guardar tus datos",
            "description": "Llena aquí tus datos fiscales para tus facturas de {business}.",
            "lead": "Los pide {business} para tus facturas.",
            "once": "Este enlace se usa una sola vez.",
            "once_until": "Este enlace se usa una sola vez y vence el {date} (hora del centro de México).",
            "prefilled": "Ya escribimos los datos que se conocían: revísalos antes de guardar.",
            "unavailable_heading": "No pudimos guardar en este momento",
            "unavailable_text": (
                "Lo que escribiste sigue aquí. Espera unos segundos y toca «Guardar mis datos» otra vez."
            ),
            "problems_one": "Corrige un dato para continuar",
            "problems_many": "Corrige {count} datos para continuar",
            "problems_kept": "Lo demás que escribiste sigue aquí.",
            "save": "Guardar mis datos",
            "trust": "Tus datos viajan cifrados y los usa {business} para tus facturas.",
            "sat_heading": "Tus datos en el SAT",
            "sat_text": (
                "Copia estos cuatro datos tal cual de tu Constancia de Situación Fiscal: si uno falta o no coincide, el"
                " SAT rechaza la factura."
            ),
            "foreign_heading": "Tus datos",
            "foreign_required": "Tu país y tu nombre son obligatorios. Lo demás es opcional.",
            "sat_where": "¿Dónde consigo mi Constancia?",
            "sat_where_text": (
                "Es el documento del SAT con tu RFC, tu nombre, tu código postal y tu régimen. Se descarga gratis en"
                " sat.gob.mx: busca «Constancia de Situación Fiscal»."
            ),
            "invoice_heading": "Para tus facturas",
            "address_summary": "Agregar mi domicilio",
            "foreign_summary": "Vivo en otro país y no tengo RFC",
            "foreign_text": (
                "Elige tu país y escribe tu nombre. En RFC pon tu número fiscal, si tienes uno. Deja sin elegir el "
                "régimen fiscal. El código postal es opcional."
            ),
            "foreign_back": "¿Pagas impuestos en México? Elige México y guarda para ver los datos que pide el SAT.",
            "natural_person": "Persona física",
            "either_person": "Persona física o moral",
            "legal_entity": "Persona moral (empresa)",
            "uses_spending": "Compras y gastos",
            "uses_investment": "Inversiones",
            "uses_deduction": "Deducciones personales (solo personas físicas)",
            "uses_other": "Otros",
        },
        "labels": {
            "tax_id": "RFC",
            "tax_id_foreign": "Tu número fiscal",
            "legal_name": "Nombre o razón social",
            "tax_system": "Régimen fiscal",
            "default_invoice_use": "Uso de la factura (uso de CFDI)",
            "email": "Correo electrónico",
            "phone": "Teléfono",
            "address": {
                "zip": "Código postal fiscal",
                "zip_foreign": "Código postal",
                "country": "País de residencia fiscal",
                "street": "Calle",
                "exterior": "Número exterior",
                "interior": "Número interior",
                "neighborhood": "Colonia",
                "city": "Ciudad",
                "state": "Estado o provincia",
            },
        },
        "hints": {
            "tax_id": "Persona: 13 letras y números, como ABCD901231XY5. Empresa: 12.",
            "tax_id_foreign": "El que usas para tus impuestos allá, si tienes uno.",
            "legal_name": (
                "Persona: nombre y apellidos completos. Empresa: la denominación o razón social, sin «S.A. de C.V.» "
                "ni siglas parecidas."
            ),
            "legal_name_foreign": "Tu nombre completo o el de tu empresa, como en tus documentos oficiales.",
            "zip": "El de tu domicilio fiscal, de 5 números. No siempre es el de tu casa o sucursal.",
            "tax_system": "Está al final de tu Constancia, en «Regímenes». Si tienes varios, elige el de esta compra.",
            "tax_system_foreign": "Elige «Ninguno»: el régimen es para quien tiene RFC.",
            "default_invoice_use": "Para qué usas lo que compras. Si no sabes, déjalo sin elegir.",
        },
        "warnings": {
            "tax_id_check_digit": (
                "Revisa tu RFC letra por letra: el último carácter no es el que esperábamos. ¿Es correcto? Entonces "
                "continúa."
            ),
            "capital_regime": (
                "El SAT guarda el nombre y el régimen de capital por separado. Si tu Constancia dice el nombre sin "
                "«{suffix}», quítalo."
            ),
        },
        "remove": "Quitar «{suffix}»",
        # An RFC of México, and a country abroad: what the customer can say, one tap each.
        "residence": {
            "home": "Es mi RFC: pago impuestos en México",
            "abroad": "Vivo en {country} y este número es de allá",
            "abroad_without": "Vivo en {country} y no tengo RFC: quitarlo",
            "note": "Si vives en otro país, se guarda sin régimen fiscal y sin uso de CFDI: van con un RFC.",
        },
        "persons": {
            "natural_person": "Persona física",
            "legal_entity": "Persona moral (empresa)",
        },
        "not_offered": {
            "tax_system_person": "No son para tu tipo de persona",
            "invoice_use_foreign": "No se usan si vives en otro país",
            "invoice_use_person": "Solo para personas físicas",
            "invoice_use_tax_system": "No se permiten con el régimen {tax_system}",
        },
        "states": {
            "saved": {
                "title": "Listo, guardamos tus datos",
                "text": "Tus datos fiscales ya están con {business}, listos para tus facturas.",
                "next": "No tienes que hacer nada más: puedes cerrar esta página.",
                "note": (
                    "Para cuidar tus datos, este enlace ya no los muestra ni los cambia. Si tienes que corregir "
                    "algo, pide un enlace nuevo a {business}."
                ),
            },
            "used": {
                "title": "Este enlace ya se usó",
                "text": (
                    "Con este enlace ya se habían guardado otros datos, quizá tuyos. Lo que acabas de enviar no se "
                    "guardó."
                ),
                "next": "Pide un enlace nuevo a {business} si los datos deben cambiar.",
                "note": "Cada enlace guarda datos una sola vez.",
            },
            "replaced": {
                "title": "Hay un enlace más reciente",
                "text": "Este enlace dejó de funcionar cuando se creó otro para ti.",
                "next": "Busca en tus mensajes y en tu correo el enlace más nuevo de {business} y ábrelo.",
                "note": "¿No lo encuentras? Pídelo otra vez a {business}.",
            },
            "expired": {
                "title": "Este enlace ya venció",
                "text": "Los enlaces duran unos días, para cuidar tus datos.",
                "next": "Pide un enlace nuevo a {business}: tarda un momento.",
                "note": "Lo que ya habías guardado no se pierde.",
            },
            "recovery_asked": {
                "title": "Revisa tu correo",
                "text": "Si {business} tiene tu correo, un enlace nuevo va en camino.",
                "next": "Puede tardar unos minutos. Busca también en el correo no deseado.",
                "note": "¿No te llega? Pide un enlace a {business}.",
            },
            "revoked": {
                "title": "Este enlace ya no se usa",
                "text": "Lo retiró {business}. No tienes que hacer nada.",
                "next": "Si creías que faltaban tus datos, pregunta a {business}.",
                "note": "Lo que ya habías guardado no se pierde.",
            },
            "unknown": {
                "title": "No encontramos esta página",
                "text": "Puede que el enlace esté incompleto: a veces se corta al copiarlo.",
                "next": "Ábrelo otra vez desde el mensaje en que lo recibiste, o pide uno nuevo a {business}.",
                "note": "",
            },
            "method_not_allowed": {
                "title": "Esta página no se abre así",
                "text": "No se guardó nada.",
                "next": "Abre otra vez el enlace desde el mensaje en que lo recibiste.",
                "note": "",
            },
            "too_large": {
                "title": "Es demasiado texto",
                "text": "Lo que enviaste es demasiado largo y no se guardó.",
                "next": "Abre otra vez el enlace y escribe solo los datos que se piden.",
                "note": "",
            },
            "unavailable": {
                "title": "Un momento, por favor",
                "text": "Ahora no podemos mostrar tu página. Tu enlace está bien.",
                "next": "Espera unos segundos e inténtalo otra vez.",
                "note": "",
            },
            "broken": {
                "title": "Algo falló de nuestro lado",
                "text": "No es culpa tuya y ya quedó registrado.",
                "next": "Espera un momento e inténtalo otra vez. Si sigue igual, avisa a {business}.",
                "note": "",
            },
        },
        # The way back to the business's own site, once all is saved.
        "back": {
            "before": "Al guardar, vuelves a {host}.",
            "go": "Volver a {host}",
            "wait": "En unos segundos te llevamos ahí.",
            "stay": "Quedarme en esta página",
        },
        # What the page of an expired link offers where mail can be sent.
        "recovery": {
            "offer": "¿Todavía lo necesitas? Un enlace nuevo puede llegar al correo que {business} tiene de ti.",
            "button": "Enviarme un enlace nuevo",
        },
        "retry": "Intentar otra vez",
    },
    # What to do about each rule of `fiscal.tax_info` and of the form, next to the field. `rule.path` beats `rule`.
    "mail": {
        "subject": "Datos fiscales para facturas de {business}",
        "test_subject": "[Prueba]",
        "heading": "Completa tus datos fiscales",
        "greeting": "Hola:",
        "lead": "Para facturarte bien a la primera, {business} te pide tus datos fiscales tal como los tiene el SAT.",
        "at_hand": "Si tienes tu Constancia de Situación Fiscal, tenla a la mano. Toma un par de minutos.",
        "button": "Llenar mis datos fiscales",
        "expires": "El enlace se usa una sola vez y vence el {date} (hora del centro de México).",
        "private": "Es solo para ti: no lo reenvíes.",
        "paste": "Si el botón no abre, copia esta dirección en tu navegador:",
        "unexpected": "¿No esperabas este mensaje de {business}? Puedes ignorarlo: nada cambia.",
        "reminder": {
            "subject": "Recordatorio: tus datos fiscales para {business}",
            "heading": "Aún faltan tus datos fiscales",
            "lead": (
                "Para facturarte bien a la primera, {business} todavía necesita tus datos fiscales tal como los tiene "
                "el SAT."
            ),
        },
        "recovery": {
            "subject": "Tu enlace nuevo de {business}",
            "heading": "Aquí está tu enlace nuevo",
            "lead": (
                "Pediste un enlace nuevo porque el anterior venció. Con este le das a {business} tus datos fiscales, "
                "tal como los tiene el SAT."
            ),
        },
    },
    "completed_mail": {
        "greeting": "Hola:",
        "subject": "Un cliente de {business} completó sus datos fiscales",
        "text": "{name} llenó sus datos fiscales y ya están guardados.",
        "id": "Cliente: {id}",
        "external_id": "Tu referencia: {external_id}",
        "next": "Todos están en GET /customers/{id}. Este mensaje no los trae a propósito.",
    },
    "webhook_mail": {
        "greeting": "Hola:",
        "failing_subject": "Tu webhook falla desde hace días",
        "failing": "El webhook {id} de {business} no ha respondido bien desde hace al menos cuatro días: {url}",
        "failing_next": "Si en un día ningún envío funciona, se desactivará. Revisa tu servidor y prueba con "
        "POST /webhooks/{id}/test; en GET /webhooks/{id}/deliveries está qué respondió cada vez.",
        "disabled_subject": "Tu webhook se desactivó",
        "disabled": "El webhook {id} de {business} no respondió bien en cinco días y se desactivó: {url}",
        "disabled_next": "Cuando tu servidor funcione, actívalo con PUT /webhooks/{id} y status enabled, y pide lo que "
        "faltó con POST /webhooks/{id}/recover.",
        "gone_subject": "Tu webhook se desactivó",
        "gone": "Tu servidor respondió 410 (ya no existe) y el webhook {id} de {business} se desactivó: {url}",
        "gone_next": "Si fue un error, actívalo con PUT /webhooks/{id} y status enabled, y pide lo que faltó con "
        "POST /webhooks/{id}/recover. Si no, puedes borrarlo.",
    },
    # What is said of a file in place of typing; `refusals` say what the file is, and what to do instead.
    "document": {
        "offer": "¿Tienes tu Constancia? Llena el formulario con ella",
        "pick": "Elegir archivo o foto",
        "kinds": "PDF del SAT, o foto de su código QR.",
        "send": "Leer mi archivo",
        "law": (
            "Es opcional: para facturarte bastan los cuatro datos de abajo y nadie puede exigirte el documento. Lo "
            "leemos en memoria solo para llenar el formulario y no lo guardamos."
        ),
        "reading": "Leyendo tu archivo…",
        "read": "Llenamos lo que dice tu documento. Revísalo y guarda.",
        "refused": "No pudimos usar ese archivo",
        "failed": "No pudimos leerlo en este momento. Inténtalo otra vez o escribe tus datos.",
        "mark": "Leído de tu documento",
        "regimes": "En tu Constancia",
        "several": "Tienes varios regímenes: elige el de esta compra. En tu Constancia están {codes}.",
        "kept": "Dejamos lo que ya habías escrito en: {fields}.",
        "replace": "Poner lo del documento",
        "warnings": {
            "old": "Tu documento es de {year}: revisa que tus datos sigan igual.",
            "suspended": "El documento dice que estás suspendido en el padrón: el SAT podría rechazar la factura.",
            "not_active": "El documento no dice que estés activo en el padrón: el SAT podría rechazar la factura.",
            "other_rfc": "El documento tiene más de un RFC, quizá en su código QR: revisa que este sea el tuyo.",
            "other_name": "El documento tiene más de un nombre: revisa que este sea el tuyo.",
            "rest_to_fill_in": "Tu archivo no dice todo. Te falta: {fields}.",
        },
        "refusals": {
            "missing_file": "No llegó ningún archivo. Elige el PDF de tu Constancia o una foto de su código QR.",
            "too_large": (
                "El archivo es demasiado grande: un PDF puede tener 2 MB y una foto 4 MB. Toma una foto solo del "
                "código QR o escribe tus datos."
            ),
            "unsupported_type": (
                "Ese tipo de archivo no se puede leer aquí. Elige el PDF de tu Constancia, o una foto JPG o PNG de su "
                "código QR."
            ),
            "encrypted": (
                "El PDF está protegido con contraseña. Descárgalo otra vez del SAT, toma una foto de su código QR o "
                "escribe tus datos."
            ),
            "damaged": "El archivo está dañado o incompleto. Descarga otra vez tu Constancia o escribe tus datos.",
            "too_complex": (
                "El archivo es demasiado complicado para leerlo. Toma una foto de su código QR o escribe tus datos."
            ),
            "no_text": (
                "Este PDF no tiene letras que se puedan leer, quizá está escaneado, ni un código QR que se distinga. "
                "Elige el que se descarga del SAT o escribe tus datos."
            ),
            "no_qr": (
                "No encontramos un código QR en la imagen. Toma la foto más de cerca y con luz, elige el PDF o escribe "
                "tus datos."
            ),
            "other_qr": (
                "El código QR de la imagen no es el de tu Cédula de Identificación Fiscal. Toma el de la primera "
                "página de tu Constancia o escribe tus datos."
            ),
            "seal_qr": (
                "Ese código QR es el del sello, al final. Toma el de la primera página de tu Constancia, junto a tu "
                "nombre."
            ),
            "invoice": (
                "Esto es una factura (CFDI), no tu Constancia. Elige la Constancia de Situación Fiscal o escribe tus "
                "datos."
            ),
            "compliance_opinion": (
                "Esto es una opinión de cumplimiento, no tu Constancia. Elige la Constancia de Situación Fiscal o "
                "escribe tus datos."
            ),
            "acknowledgment": (
                "Esto es un acuse, no tu Constancia. Elige la Constancia de Situación Fiscal o escribe tus datos."
            ),
            "curp": (
                "Esto es una constancia de la CURP, no de situación fiscal. Elige la Constancia de Situación Fiscal o "
                "escribe tus datos."
            ),
            "incomplete": (
                "A esta Constancia le falta la primera página o parte de ella. Elige el PDF completo o escribe tus "
                "datos."
            ),
            "other_document": (
                "Este documento no es una Constancia de Situación Fiscal. Elige la tuya o escribe tus datos."
            ),
        },
    },
    "problems_page": {
        "other": "Revisa «{field}»: algo no está bien.",
        "required.tax_id": "Escribe tu RFC.",
        "required.legal_name": "Escribe tu nombre completo o la razón social de tu empresa.",
        "required.tax_system": "Elige tu régimen fiscal.",
        "required.address.zip": "Escribe el código postal de tu domicilio fiscal.",
        "required.address.country": "Elige tu país.",
        "too_long": "Escribe «{field}» con {max} caracteres o menos.",
        "control_characters": "Borra «{field}» y escríbelo de nuevo: al copiarlo se coló un símbolo invisible.",
        "joiner_misplaced": (
            "Escribe «{field}» sin los medios espacios (Mayús + espacio) que sobran: no se ven y ahí no separan letras."
        ),
        "email_format": "Escribe tu correo completo, como nombre@ejemplo.com.",
        "email_domain": "Revisa lo que va después de la @ en tu correo: ese dominio no puede existir.",
        "phone_format": "Escribe tu teléfono solo con números, como 55 1234 5678.",
        "generic_rfc_on_page": (
            "Escribe tu propio RFC: este es el genérico. Si no tienes porque vives en otro país, borra el RFC, abre "
            "«Vivo en otro país» y elige tu país."
        ),
        "generic_rfc_abroad_on_page": "Borra este número: es uno genérico. Pon el de tu país o déjalo vacío.",
        "rfc_abroad_on_page": (
            "Dinos dónde pagas impuestos: esto es un RFC de México, pero como país está elegido otro. Si es en México, "
            "elige México."
        ),
        "tax_id_format": (
            "Revisa el RFC: lleva 4 letras (3 si es empresa), 6 números y 3 letras o números. ¿Hay una O donde va un "
            "0, o al revés?"
        ),
        "tax_id_date": "Revisa los 6 números del RFC: son año, mes y día, y esa fecha no existe.",
        "foreign_tax_id_format": "Escribe tu número fiscal como en tu país: en Estados Unidos y Canadá son 9 números.",
        "tax_id_generic_abroad": "Borra este RFC: es solo para México. Pon tu número fiscal o déjalo vacío.",
        "tax_system_unknown": "Elige uno de los regímenes de la lista.",
        "tax_system_person": "Elige otro régimen, o revisa el RFC: el {tax_system} no es para tu tipo de persona.",
        "tax_system_generic": "Elige 616 - Sin obligaciones fiscales: es el que va con el RFC genérico.",
        "tax_system_foreign": "En régimen fiscal elige «Ninguno»: es solo para quien tiene RFC.",
        "invoice_use_unknown": "Elige uno de los usos de la lista.",
        "invoice_use_tax_system": "Elige otro uso: este no se permite con el régimen {tax_system}.",
        "invoice_use_person": "Elige otro uso: este es solo para personas físicas, y tu RFC es de empresa.",
        "invoice_use_foreign": "Elige S01 - Sin efectos fiscales: es el que va si vives en otro país.",
        "zip_format": "Escribe los 5 números de tu código postal.",
        "zip_unknown": "Revisa el código postal: este no existe en la lista del SAT.",
        "foreign_zip_format": "Escribe el código postal como en tu país, por ejemplo 90210 o K1A 0B1.",
        "country_unknown": "Elige uno de los países de la lista.",
        "legal_name_public": "Escribe tu propio nombre: «Público en general» es para ventas sin datos.",
        "legal_name_characters": "Borra la barra «|» del nombre.",
    },
    # The small print under a problem: what SAT's rule of that code is about.
    "reasons_page": {
        "other": "El SAT rechazaría la factura",
        "CFDI40143": "El SAT no tiene registrado un RFC así",
        "CFDI40146": "El SAT reserva ese nombre para ventas al público en general",
        "CFDI40147": "El SAT no tiene ese código postal",
        "CFDI40150": "El SAT no tiene ese país en su lista",
        "CFDI40151": "El SAT no acepta ese RFC con otro país",
        "CFDI40156": "El SAT pide la forma que usa cada país",
        "CFDI40157": "El SAT no tiene ese régimen en su lista",
        "CFDI40158": "Para el SAT, unos regímenes son de personas y otros de empresas",
        "CFDI40159": "El SAT pide ese régimen cuando no hay RFC propio",
        "CFDI40160": "El SAT no tiene ese uso en su lista",
        "CFDI40161": "El SAT permite ciertos usos según el régimen y el tipo de persona",
    },
    # A plain-words gloss after SAT's own description, where it helps.
    "tax_systems": {
        "601": "",
        "603": "",
        "605": "",
        "606": "",
        "607": "",
        "608": "",
        "610": "",
        "611": "",
        "612": "",
        "614": "",
        "615": "",
        "616": "",
        "620": "",
        "621": "RIF",
        "622": "",
        "623": "",
        "624": "",
        "625": "",
        "626": "RESICO",
    },
    "invoice_uses": {
        "G01": "",
        "G02": "",
        "G03": "",
        "I01": "",
        "I02": "",
        "I03": "",
        "I04": "",
        "I05": "",
        "I06": "",
        "I07": "",
        "I08": "",
        "D01": "",
        "D02": "",
        "D03": "",
        "D04": "",
        "D05": "",
        "D06": "",
        "D07": "",
        "D08": "",
        "D09": "",
        "D10": "",
        "S01": "",
        "CP01": "",
        "CN01": "",
    },
    # The API's errors, by code; by the error's name where several share a code.
    "api_errors": {
        "not_found": "Esta ruta no existe.",
        "moved": "Esta ruta va sin dos diagonales seguidas.",
        "method_not_allowed": "Esta ruta no acepta ese método.",
        "internal_error": (
            "Algo falló de nuestro lado. Si se repite, avísanos con el valor del encabezado X-Facturapi-Log-Id."
        ),
        "unavailable": "No pudimos responder a tiempo. Repite la solicitud en unos segundos.",
        "missing_credentials": (
            "Falta tu llave secreta. Envíala en el encabezado Authorization: Bearer sk_test_… o sk_live_…"
        ),
        "api_key_invalid": "La llave secreta no es válida o fue revocada. Revisa que esté completa.",
        "api_key_not_allowed": (
            "Una llave de usuario no sirve aquí. Usa la llave de prueba o la llave real de la organización."
        ),
        "no_organization_of_its_own": (
            "Una llave de usuario no tiene una sola organización: escribe el id de la organización en lugar de me."
        ),
        "customer_not_found": "No existe un cliente con ese id.",
        "customer_edit_link_not_found": "El cliente no ha tenido un enlace. Crea uno con createEditLink=true.",
        "link_completed": "El cliente ya usó el enlace: no queda nada que retirar.",
        "user_key_required": "Aquí se necesita una llave de usuario, sk_user_…",
        "live_api_key_required": (
            "Una llave de prueba no cambia la organización. Usa su llave real, sk_live_…, o una llave de usuario."
        ),
        "organization_not_found": "No existe una organización con ese id.",
        "live_key_not_found": "No existe una llave real con ese id.",
        "webhook_not_found": "No existe un webhook con ese id.",
        "webhook_delivery_attempt_not_found": "El webhook no tiene una entrega con ese id. Se guardan 30 días.",
        "event_not_found": "No existe un evento con ese id. Se guardan 30 días.",
        "webhook_signature_invalid": (
            "La firma no corresponde a ese contenido y ese secreto. Firma y compara el cuerpo tal como llegó, sin "
            "volver a escribirlo."
        ),
        "too_many_webhooks": "La organización ya tiene {max} webhooks en este modo. Borra uno que no uses.",
        "rotation_under_way": (
            "El secreto ya se renovó en las últimas 24 horas y el anterior aún firma. Espera a que venza."
        ),
        "rate_limit_exceeded": (
            "Una organización puede tener hasta {an_hour} llaves nuevas por hora y {a_day} por día. Espera lo que "
            "dice Retry-After."
        ),
        "too_many_live_keys": "La organización ya tiene {max} llaves reales. Borra una que no uses.",
        "invalid_multipart_form_data": "El cuerpo no es multipart/form-data válido.",
        "image_file_required": "Falta el archivo: envíalo en la parte llamada file.",
        "invalid_image_file": "El archivo no es una imagen PNG o JPG completa de hasta {max} megapíxeles.",
        "logo_too_large": "El archivo pasa de {max} KB.",
        "payload_too_large": "El cuerpo de la solicitud pasa de {max} KB.",
        "invalid_json": (
            "El cuerpo no es JSON válido: revisa la sintaxis, que esté en UTF-8 y que ningún nombre se repita."
        ),
        "idempotency_key_in_use": "Esa Idempotency-Key ya se usó con otra solicitud. Usa una nueva.",
        "customer_email_required": "El cliente no tiene correo. Envía email en la solicitud o agrégalo al cliente.",
        "feature_not_available": (
            "Esta instalación no envía correo: falta el parámetro MailFrom. Puedes enviar tú el edit_link."
        ),
        "mail_refused": (
            "El servicio de correo no aceptó el mensaje: revisa la dirección, y que el remitente esté verificado."
        ),
        "unmailable_address": (
            "El correo tiene antes de la @ letras que el servicio de correo no acepta, como ñ o acentos: usa otro."
        ),
        "unmailable_domain": (
            "El correo del cliente tiene después de la @ un dominio que no puede existir según IDNA 2008: corrígelo."
        ),
        "mail_outcome_unknown": (
            "No sabemos si el correo salió. Si repites la solicitud, puede llegar dos veces; el enlace es el mismo."
        ),
    },
    # What the API says of a broken rule. {path} is the field or the parameter; {max} comes with what is over it.
    "api_problems": {
        "required": "El campo {path} es obligatorio.",
        "not_a_text": "El campo {path} debe ser un texto.",
        "not_a_boolean": "El campo {path} debe ser true o false.",
        "not_an_integer": "El campo {path} debe ser un número entero.",
        "out_of_range": "El campo {path} debe ser un número entre 0 y 9007199254740991.",
        "not_an_object": "El campo {path} debe ser un objeto.",
        "body_not_an_object": "El cuerpo debe ser un objeto JSON.",
        "unknown_field": "El campo {path} no existe. Revisa cómo está escrito o quítalo.",
        "not_allowed": "El campo {path} es de solo lectura. Quítalo.",
        "too_long": "El campo {path} admite hasta {max} caracteres.",
        "control_characters": (
            "El campo {path} tiene caracteres invisibles o de control. Escríbelo de nuevo sin copiarlo."
        ),
        "joiner_misplaced": (
            "El campo {path} tiene un carácter invisible de unión o separación (U+200D, U+200C) donde su escritura "
            "no lo usa. Quítalo."
        ),
        "email_format": "El campo {path} no es un correo electrónico válido, como nombre@ejemplo.com.",
        "email_domain": (
            "El campo {path} tiene después de la @ un dominio que no puede existir según IDNA 2008: {reason}."
        ),
        "phone_format": "El campo {path} no tiene ningún número de teléfono.",
        "tax_id_format": (
            "El RFC lleva 3 letras (persona moral) o 4 (persona física), fecha AAMMDD y tres más; la última es 0-9 o A."
        ),
        "tax_id_date": "La fecha dentro del RFC (AAMMDD) no existe en el calendario.",
        "foreign_tax_id_format": "El número fiscal de Estados Unidos y de Canadá lleva 9 dígitos.",
        "tax_id_generic_abroad": "El RFC genérico nacional XAXX010101000 no admite un país distinto de MEX.",
        "tax_system_unknown": "El régimen fiscal no está en el catálogo c_RegimenFiscal del SAT.",
        "tax_system_person": (
            "El régimen fiscal no corresponde al tipo de persona del RFC (12 caracteres: moral; 13: física)."
        ),
        "tax_system_generic": "Con un RFC genérico el régimen fiscal debe ser 616.",
        "tax_system_foreign": "Un cliente extranjero no lleva régimen fiscal: quítalo o envía 616.",
        "invoice_use_unknown": "El uso no está en el catálogo c_UsoCFDI del SAT.",
        "invoice_use_tax_system": "El uso del CFDI no es válido para ese régimen fiscal.",
        "invoice_use_person": "Ese uso del CFDI es solo para personas físicas.",
        "invoice_use_foreign": "Un cliente extranjero solo puede usar S01.",
        "zip_format": "El código postal lleva 5 dígitos.",
        "zip_unknown": "El código postal no está en el catálogo del SAT.",
        "foreign_zip_format": (
            "El código postal no tiene la forma que usa ese país: en Estados Unidos 12345 o 12345-6789, en Canadá "
            "A1A 1A1."
        ),
        "country_unknown": "El país debe ser un código ISO 3166-1 alfa-3, como MEX o USA.",
        "legal_name_public": "El nombre PUBLICO EN GENERAL solo va con el RFC XAXX010101000.",
        "legal_name_characters": "La razón social no puede llevar el carácter |.",
        "url_domain": "El campo {path} tiene un dominio que no puede existir según IDNA 2008: {reason}.",
        "url_format": "El campo {path} no es una dirección web, como https://ejemplo.com.",
        "reminders": (
            "El campo {path} es una lista de hasta 3 números enteros de 1 a 168: horas antes de que venza un enlace."
        ),
        "color_format": "El campo {path} lleva seis dígitos hexadecimales, como 1F6F5C.",
        "organization_country": "La organización factura desde México: el país debe ser MEX.",
        "setting_of_invoices": "El campo {path} es de facturas y aquí no se guarda. Quítalo.",
        "not_a_list": "El campo {path} debe ser una lista.",
        "not_a_text_or_object": "El campo {path} debe ser un texto o un objeto.",
        "no_events": "El campo {path} necesita al menos un tipo de evento.",
        "event_unknown": "El campo {path} tiene un tipo de evento que no existe. Los que hay: {known}.",
        "webhook_status": "El campo {path} debe ser enabled o disabled.",
        "webhook_invalid_url": "El campo {path} no es una dirección web completa, como https://ejemplo.com/webhooks.",
        "webhook_not_https": "El campo {path} debe empezar con https://.",
        "webhook_port_not_allowed": "El campo {path} solo admite el puerto 443. Quita el puerto.",
        "webhook_userinfo": "El campo {path} no admite usuario ni contraseña. Quítalos: la firma prueba quién envía.",
        "webhook_not_public": "El campo {path} lleva a una red privada. Usa una dirección pública de internet.",
        "invalid_boolean": "El parámetro {path} debe ser true o false (o 1 o 0).",
        "not_one_value": "El parámetro {path} está varias veces con valores distintos. Envíalo una sola vez.",
        "invalid_integer": "El parámetro {path} debe ser un número entero.",
        "too_small": "El parámetro {path} debe ser al menos 1.",
        "too_large": "El parámetro {path} admite hasta {max}.",
        "page_too_large": "El parámetro {path} admite hasta {max}. Acota la búsqueda.",
        "invalid_date": "El parámetro {path} debe ser una fecha ISO 8601, como 2026-11-22 o 2026-11-22T16:00:00-06:00.",
        "unknown_date_condition": "El parámetro {path} no existe: usa date[gt], date[gte], date[lt] o date[lte].",
        "invalid_date_range": "Ninguna fecha cumple las condiciones de {path}: el inicio debe ir antes del final.",
        "invalid_pagination": "El parámetro {path} debe ser page o cursor.",
        "invalid_cursor": (
            "El parámetro {path} no es un cursor de esta API: usa next_cursor o previous_cursor tal como llegaron."
        ),
        "not_together": (
            "El parámetro {path} no va junto con los otros de paginación: usa page, after o before, solo uno."
        ),
        "q_too_long": "El parámetro {path} admite hasta {max} caracteres.",
        "unknown_link_status": "El parámetro {path} admite uno o varios de estos valores, con comas: {known}.",
        "link_option_without_link": "El parámetro {path} es para un enlace nuevo: envía también createEditLink=true.",
        "link_expires_at_format": (
            "El parámetro {path} debe ser una fecha y hora ISO 8601 con zona, como 2026-11-22T16:00:00-06:00."
        ),
        "link_expires_too_soon": "El parámetro {path} debe ser una hora dentro de 5 minutos o más.",
        "link_expires_too_late": "El parámetro {path} debe ser una hora dentro de 30 días o menos.",
        "link_return_url_format": (
            "El parámetro {path} debe ser una dirección https:// completa, sin usuario ni contraseña y con lo demás "
            "codificado, como https://tienda.ejemplo.com/gracias. Con llave de prueba también http://localhost."
        ),
        "link_return_url_not_https": "El parámetro {path} debe empezar con https:// cuando la llave es real.",
        "parameter_too_long": "El parámetro {path} admite hasta {max} caracteres.",
        "parameter_control_characters": "El parámetro {path} tiene caracteres de control o de dirección. Quítalos.",
        "idempotency_key_length": "El encabezado {path} debe tener de 1 a {max} caracteres.",
    },
    # What an organization still lacks.
    "pending_steps": {
        "legal": "Completa los datos fiscales de la organización.",
        "logo": "Sube el logotipo de la organización.",
    },
    # When even the page that says so fails.
    "last_words": "No pudimos mostrar esta página. Intenta de nuevo en unos minutos.",
}
