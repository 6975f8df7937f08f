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
                "text": "Los enlaces duran 7 días, para cuidar tus datos.",
                "next": "Pide un enlace nuevo a {business}: tarda un momento.",
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
        "retry": "Intentar otra vez",
    },
    # What to do about each rule of `fiscal.tax_info` and of the form, next to the field. `rule.path` beats `rule`.
    "mail": {
        "subject": "Datos fiscales para facturas de {business}",
        "test_subject": "[Prueba]",
        "heading": "Completa tus datos fiscales",
        "greeting": "Hola:",
        "lead": "Para facturarte bien a la primera, {business} te pide tus datos fiscales tal como los tiene el SAT.",
        "at_hand": "Ten a la mano tu Constancia de Situación Fiscal. Toma un par de minutos.",
        "button": "Llenar mis datos fiscales",
        "expires": "El enlace se usa una sola vez y vence el {date} (hora del centro de México).",
        "private": "Es solo para ti: no lo reenvíes.",
        "paste": "Si el botón no abre, copia esta dirección en tu navegador:",
        "unexpected": "¿No esperabas este mensaje de {business}? Puedes ignorarlo: nada cambia.",
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
}
