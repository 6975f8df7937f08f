"""Documents in the layout of SAT's Constancia de Situación Fiscal, with made-up taxpayers.

As Oracle XML Publisher writes them: Helvetica that is not embedded, in a form's cells each word by itself with a gap
and no space, regimes as whole texts, the footer first in each page's stream, QR codes as bare pictures of 150 x 150.
"""

import datetime
import io
import random
import string
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import zxingcpp
from PIL import Image
from pypdf._codecs.core_font_metrics import CORE_FONT_METRICS

from ligafiscal.domain.fiscal import rfc, zip_code
from ligafiscal.domain.fiscal.tax_system import TAX_SYSTEMS

LINE = 9.467
_MONTHS = "ENERO FEBRERO MARZO ABRIL MAYO JUNIO JULIO AGOSTO SEPTIEMBRE OCTUBRE NOVIEMBRE DICIEMBRE"
MONTHS = _MONTHS.split()
A_DAY = datetime.date(2026, 11, 22)
LAYOUTS = (2019, 2022, 2023, 2026)

# As the documents name them, where that is not `Régimen de` and the catalogue's text.
NAMES = {
    "601": "Régimen General de Ley Personas Morales",
    "603": "Régimen de las Personas Morales con Fines no Lucrativos",
    "605": "Régimen de Sueldos y Salarios e Ingresos Asimilados a Salarios",
    "606": "Régimen de Arrendamiento",
    "608": "Régimen de los demás ingresos",
    "611": "Régimen de Ingresos por Dividendos (socios y accionistas)",
    "612": "Régimen de las Personas Físicas con Actividades Empresariales y Profesionales",
    "614": "Régimen de los ingresos por intereses",
    "616": "Sin obligaciones fiscales",
    "621": "Régimen de Incorporación Fiscal",
    "622": "Régimen de Actividades Agrícolas, Ganaderas, Silvícolas y Pesqueras PM",
    "624": "Régimen de los Coordinados.",
    "625": "Régimen de las Actividades Empresariales con ingresos a través de Plataformas Tecnológicas.",
    "626": "Régimen Simplificado de Confianza",
}


@dataclass(frozen=True)
class Row:
    """A regime as it is printed, and the code that a reader must give it."""

    name: str
    code: str | None
    started: datetime.date
    ended: datetime.date | None = None


@dataclass(frozen=True)
class Taxpayer:
    """What stands on a document. A company has `company`, a person the three parts of a name."""

    rfc: str
    zip: str | None
    regimes: Sequence[Row]
    issued: datetime.date
    company: str | None = None
    given: str | None = None
    first: str | None = None
    second: str | None = None
    capital: str | None = None
    curp: str | None = None
    trade_name: str | None = None
    status: str = "ACTIVO"
    id_cif: str = "15060012345"
    colony: str | None = "CENTRO"
    locality: str | None = None
    municipality: str = "ACTOPAN"
    street: str = "VICENTE GUERRERO"
    regimes_on_next_page: bool = False
    break_within_regimes: bool = False
    rfc_in_qr: str | None = None
    rfc_in_seal: str | None = None
    name_in_cedula: str | None = None

    @property
    def legal_name(self) -> str:
        return self.company or " ".join(part for part in (self.given, self.first, self.second) if part)

    def but(self, **changes: Any) -> "Taxpayer":
        return replace(self, **changes)


def person(**changes: Any) -> Taxpayer:
    it = Taxpayer(
        rfc="FUNK671228PH6",
        zip="01160",
        regimes=[Row(NAMES["612"], "612", datetime.date(2005, 7, 1))],
        issued=A_DAY,
        given="KARLA",
        first="FUENTE",
        second="NOLASCO",
        curp="FUNK671228MCLNLR05",
    )
    return it.but(**changes)


def company(**changes: Any) -> Taxpayer:
    it = Taxpayer(
        rfc="EKU9003173C9",
        zip="42501",
        regimes=[Row(NAMES["601"], "601", datetime.date(2003, 9, 1))],
        issued=A_DAY,
        company="ESCUELA KEMPER URGATE",
        capital="SOCIEDAD ANONIMA DE CAPITAL VARIABLE",
    )
    return it.but(**changes)


# -- a PDF, by hand -------------------------------------------------------------------------------------------------


@dataclass
class Sheet:
    """A page's content stream, and how far down it is written."""

    operations: list[str] = field(default_factory=list)
    y: float = 690.0


def escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def width(text: str, font: str, size: float) -> float:
    widths = CORE_FONT_METRICS["Helvetica-Bold" if font == "F0" else "Helvetica"].character_widths
    return sum(widths.get(character, 556) for character in text) * size / 1000


class Paper:
    """A document being written, page after page."""

    def __init__(self) -> None:
        self.pages: list[Sheet] = []
        self.new_page()

    def new_page(self) -> None:
        self.pages.append(Sheet())
        # The total is filled in at the end.
        for x, part in (
            (515.36, "Página  ["),
            (548.7, str(len(self.pages))),
            (553.15, "] de ["),
            (572.26, "@@"),
            (576.7, "] "),
        ):
            self.whole(x, 127.862, part, "F0")

    @property
    def page(self) -> Sheet:
        return self.pages[-1]

    def whole(self, x: float, y: float, text: str, font: str = "F1", size: float = 8) -> None:
        self.page.operations.append(f"BT\n1 0 0 1 {x:.3f} {y:.3f} Tm\n/{font} {size:.1f} Tf\n({escaped(text)})Tj\nET")

    def words(self, x: float, y: float, text: str, font: str, max_width: float) -> tuple[float, float]:
        """Each word by itself; where a line is full, or behind a hyphen, the next one. Where it ended."""
        at = x
        for word in text.split():
            head, hyphen, tail = word.partition("-")
            if hyphen and tail and at + width(word, font, 8) > x + max_width > at + width(f"{head}-", font, 8):
                self.whole(at, y, f"{head}-", font)
                word, at, y = tail, x, y - LINE
            wide = width(word, font, 8)
            if at > x and at + wide > x + max_width:
                at, y = x, y - LINE
            self.whole(at, y, word, font)
            at += wide + 2.22
        return at, y

    def heading(self, text: str) -> None:
        self.room(60)
        self.whole(30.5, self.page.y, text, "F0", 10)
        self.page.y -= 21.85

    def row(self, label: str, value: str | None) -> None:
        """A row of the identity's form: label in one cell, value in the other."""
        self.room()
        self.words(35.9, self.page.y, label, "F0", 190)
        _, low = self.words(235.9, self.page.y + 0.136, value or "", "F1", 335)
        self.page.y = low - 21.85

    def pair(self, *cells: tuple[str, str | None]) -> None:
        """A row of the address: label and value run on in one cell, two cells side by side."""
        self.room()
        low = self.page.y
        for x, (label, value) in zip((35.9, 310.9), cells, strict=False):
            at, y = self.words(x, self.page.y, label, "F0", 265)
            lines = self._run_on(x, at, y, value or "")
            low = min(low, lines)
        self.page.y = low - 21.85

    def _run_on(self, x: float, at: float, y: float, value: str) -> float:
        for word in value.split():
            wide = width(word, "F1", 8)
            if at + wide > x + 265:
                at, y = x, y - LINE
            self.whole(at, y, word, "F1")
            at += wide + 2.22
        return y

    def room(self, height: float = 20) -> None:
        if self.page.y - height < 150:
            self.new_page()

    def picture(self, name: str, x: float, y: float, size: float) -> None:
        self.page.operations.append(f"q {size} 0 0 {size} {x} {y} cm /{name} Do Q")

    def file(self, pictures: Sequence[bytes]) -> bytes:
        """`pictures` are image objects, whole but for their numbers."""
        streams = ["\n".join(page.operations).replace("@@", str(len(self.pages))) for page in self.pages]
        fonts = [
            f"<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>".encode()
            for name in ("Helvetica-Bold", "Helvetica")
        ]
        names = " ".join(f"/Im{number} {3 + number} 0 R" for number in range(len(pictures)))
        resources = f"<</Font<</F0 1 0 R/F1 2 0 R>>/XObject<<{names}>>/ProcSet[/PDF/Text/ImageC]>>"
        objects = [*fonts, *pictures]
        tree = len(objects) + 2 * len(streams) + 1
        kids = []
        for stream in streams:
            packed = zlib.compress(stream.encode("cp1252"))
            objects.append(pdf_stream(b"/Filter/FlateDecode", packed))
            content = len(objects)
            objects.append(
                f"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 612 792]/Resources {resources}"
                f"/Contents {content} 0 R>>".encode()
            )
            kids.append(f"{len(objects)} 0 R")
        objects.append(f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode())
        objects.append(f"<</Type/Catalog/Pages {tree} 0 R>>".encode())
        return pdf(objects, root=len(objects))


def pdf_stream(entries: bytes, data: bytes) -> bytes:
    return b"<<" + entries + b"/Length %d>>\nstream\n" % len(data) + data + b"\nendstream"


def pdf(objects: Sequence[bytes], root: int, trailer: bytes = b"") -> bytes:
    """A file of these objects, numbered from 1."""
    file = io.BytesIO()
    file.write(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(file.tell())
        file.write(b"%d 0 obj\n" % number + content + b"\nendobj\n")
    start = file.tell()
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        file.write(b"%010d 00000 n \n" % place)
    file.write(b"trailer\n<</Size %d/Root %d 0 R%s>>\n" % (len(objects) + 1, root, trailer))
    file.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return file.getvalue()


def picture_object(picture: Image.Image) -> bytes:
    entries = f"/Type/XObject/Subtype/Image/Width {picture.width}/Height {picture.height}/BitsPerComponent 8"
    data = zlib.compress(picture.convert("RGB").tobytes())
    return pdf_stream(f"{entries}/ColorSpace/DeviceRGB/Filter/FlateDecode".encode(), data)


# -- QR codes -------------------------------------------------------------------------------------------------------

VALIDATOR = "https://siat.sat.gob.mx/app/qr/faces/pages/mobile/validadorqr.jsf"


def cedula_address(tax_id: str, id_cif: str = "15060012345", *, d1: str = "10") -> str:
    return f"{VALIDATOR}?D1={d1}&D2=1&D3={id_cif}_{tax_id}"


def qr(text: str, size: int = 150, quiet: bool = True) -> Image.Image:
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    drawn = zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=quiet)
    return Image.fromarray(drawn).convert("L").resize((size, size), Image.Resampling.NEAREST)


# -- the documents --------------------------------------------------------------------------------------------------


def constancia(it: Taxpayer, layout: int = 2023) -> bytes:
    """The whole document as a PDF."""
    paper = Paper()
    _cedula(paper, it)
    _issued(paper, it)
    _identity(paper, it, layout)
    _address(paper, it, layout)
    _activities(paper)
    _regimes(paper, it)
    _rest(paper, it, layout)
    pictures = [
        qr(cedula_address(it.rfc_in_qr or it.rfc, it.id_cif)),
        qr(f"{VALIDATOR}?D1={'26' if layout == 2026 else '0'}&D2=1&D3=x"),
    ]
    return paper.file([picture_object(picture) for picture in pictures])


def cedula_alone(it: Taxpayer) -> bytes:
    paper = Paper()
    _cedula(paper, it)
    return paper.file([picture_object(qr(cedula_address(it.rfc, it.id_cif)))])


def without_text(it: Taxpayer) -> bytes:
    """Printed anew: pictures only."""
    paper = Paper()
    paper.page.operations.clear()
    paper.picture("Im0", 30, 500, 110)
    return paper.file([picture_object(qr(cedula_address(it.rfc, it.id_cif)))])


def paper_of(*lines: str) -> bytes:
    """Any other text, a line each."""
    paper = Paper()
    paper.page.operations.clear()
    for line in lines:
        paper.words(35.9, paper.page.y, line, "F1", 500)
        paper.page.y -= 12
    return paper.file([])


def _cedula(paper: Paper, it: Taxpayer) -> None:
    paper.whole(63.749, 692.9, "CÉDULA DE IDENTIFICACIÓN FISCAL ", "F0", 10)
    paper.picture("Im0", 32.8, 542, 112.5)
    y = 634.9
    for line in (it.rfc, "Registro Federal de Contribuyentes"):
        paper.whole(153.8, y, line)
        y -= LINE
    y -= 12
    for line in _lines(it.name_in_cedula or it.legal_name, 130):
        paper.whole(153.8, y, line)
        y -= LINE
    for line in ("Nombre, denominación o razón ", "social"):
        paper.whole(161.2, y, line)
        y -= LINE
    paper.whole(180.7, y - 12, f"idCIF: {it.id_cif}")
    paper.whole(166.7, y - 21.5, "VALIDA TU INFORMACIÓN ")
    paper.whole(203.0, y - 31, "FISCAL")


def _lines(text: str, max_width: float) -> list[str]:
    """Broken as a whole text is: a space stays at a line's end, a hyphen may end one."""
    lines = [""]
    for word in text.split():
        if lines[-1] and width(f"{lines[-1]}{word}", "F1", 8) > max_width:
            lines.append("")
        lines[-1] += f"{word} "
    return [*lines[:-1], lines[-1].rstrip()]


def _issued(paper: Paper, it: Taxpayer) -> None:
    paper.whole(330, 690, "CONSTANCIA DE SITUACIÓN FISCAL", "F0", 10)
    paper.whole(380, 640, "Lugar y Fecha de Emisión", "F0")
    paper.whole(340, 628, f"ACTOPAN , HIDALGO A {spelled(it.issued)}")
    paper.whole(370, 545, it.rfc)
    paper.page.y = 500


def spelled(day: datetime.date) -> str:
    return f"{day.day:02d} DE {MONTHS[day.month - 1]} DE {day.year}"


def _identity(paper: Paper, it: Taxpayer, layout: int) -> None:
    paper.heading("Datos de Identificación del Contribuyente: ")
    paper.row("RFC:", it.rfc)
    if it.company:
        paper.row("Denominación/Razón Social:", it.company)
        paper.row("Régimen Capital:", it.capital)
        paper.row("Nombre Comercial:", it.trade_name)
    else:
        paper.row("CURP:", it.curp)
        paper.row("Nombre (s):", it.given)
        paper.row("Primer Apellido:", it.first)
        paper.row("Segundo Apellido:", it.second)
    paper.row("Fecha inicio de operaciones:", spelled(datetime.date(2003, 9, 1)))
    paper.row("Estatus en el padrón:", it.status)
    paper.row("Fecha de último cambio de estado:", spelled(datetime.date(2003, 9, 1)))
    if not it.company:
        paper.row("Nombre Comercial:", it.trade_name)


def _address(paper: Paper, it: Taxpayer, layout: int) -> None:
    paper.heading("Datos de Ubicación: " if layout == 2019 else "Datos del domicilio registrado ")
    paper.pair(("Código Postal:", it.zip), ("Tipo de Vialidad:", "CALLE"))
    paper.pair(("Nombre de Vialidad:", it.street), ("Número Exterior:", "104"))
    paper.pair(("Número Interior:", "2 B"), ("Nombre de la Colonia:", it.colony))
    paper.pair(
        ("Nombre de la Localidad:", it.locality),
        ("Nombre del Municipio o Demarcación Territorial:", it.municipality),
    )
    paper.pair(("Nombre de la Entidad Federativa:", "HIDALGO"), ("Entre Calle:", "HIDALGO"))
    if layout in (2019, 2022):
        paper.pair(("Y Calle:", "5 DE MAYO"), ("Correo Electrónico:", "correo@example.com"))
        paper.pair(("Tel. Fijo Lada:", "55"), ("Número:", "123456"))
        if layout == 2022:
            paper.pair(("Estado del domicilio:", "LOCALIZADO - Domicilio Localizado"))
    else:
        paper.pair(("Y Calle:", "5 DE MAYO"))


def _activities(paper: Paper) -> None:
    paper.heading("Actividades Económicas: ")
    for x, head in (
        (37.7, "Orden"),
        (175.4, "Actividad Económica"),
        (383.2, "Porcentaje"),
        (446.1, "Fecha Inicio"),
        (521.4, "Fecha Fin"),
    ):
        paper.whole(x, paper.page.y, head, "F0", 10)
    paper.page.y -= 15
    paper.whole(30.5, paper.page.y, "1")
    paper.words(75.5, paper.page.y, "Régimen de consultoría en computación", "F1", 290)
    paper.whole(377.5, paper.page.y, "100")
    paper.whole(455, paper.page.y, "01/01/2018")
    paper.page.y -= 30


def _regimes(paper: Paper, it: Taxpayer) -> None:
    if it.regimes_on_next_page:
        paper.new_page()
    paper.heading("Regímenes:  ")
    for x, head in ((214.1, "Régimen"), (446.1, "Fecha Inicio"), (521.4, "Fecha Fin")):
        paper.whole(x, paper.page.y, head, "F0", 10)
    paper.page.y -= 15
    for number, row in enumerate(it.regimes):
        if it.break_within_regimes and number == 1:
            paper.new_page()
        paper.room()
        low = paper.page.y
        for line in _lines(row.name, 400):
            paper.whole(30.5, low, line)
            low -= LINE
        paper.whole(455, paper.page.y, f"{row.started:%d/%m/%Y}")
        if row.ended:
            paper.whole(525, paper.page.y, f"{row.ended:%d/%m/%Y}")
        paper.page.y = low - 9


def _rest(paper: Paper, it: Taxpayer, layout: int) -> None:
    paper.heading("Obligaciones: ")
    paper.whole(37.7, paper.page.y, "Descripción de la Obligación", "F0", 10)
    paper.page.y -= 15
    paper.whole(30.5, paper.page.y, "Pago definitivo mensual de IVA del Régimen General de Ley")
    paper.whole(455, paper.page.y, "01/01/2018")
    paper.page.y -= 30
    paper.room(80)
    paper.whole(30.5, paper.page.y, "Sus datos personales son incorporados y protegidos en los sistemas del SAT")
    paper.page.y -= 20
    moment = f"{it.issued:%Y/%m/%d}" + (" 10:00:00" if layout == 2026 else "")
    seal = f"||{moment}|{it.rfc_in_seal or it.rfc}|CONSTANCIA DE SITUACIÓN "
    paper.whole(30.5, paper.page.y, "Cadena Original Sello: ", "F0")
    paper.whole(140, paper.page.y, seal)
    paper.page.y -= 10
    paper.whole(140, paper.page.y, "FISCAL|200001088888800000031|| ")
    paper.page.y -= 10
    paper.whole(30.5, paper.page.y, "Sello Digital: ", "F0")
    paper.whole(140, paper.page.y, "SELLO+DE+PRUEBA/SIN+VALIDEZ/" * 3)
    paper.picture("Im1", 480, 150, 90)


# -- many of them ---------------------------------------------------------------------------------------------------

_WORDS = (
    "ÑANDÚ PEÑA GARCIA-RUBIO H&E MUÑOZ O'HARA LA DEL CORAZÓN INDUSTRIAS COMERCIALIZADORA GRUPO RFC CURP NOMBRE RÉGIMEN "
    "CAPITAL COMERCIAL APELLIDO PRIMER DENOMINACIÓN SOCIAL FECHA ESTATUS DATOS CÓDIGO POSTAL SERVICIOS 3R SÁNCHEZ VDA "
    "CONTRIBUYENTES FISCAL IDENTIFICACIÓN 24/7 E-COMMERCE MARÍA DE LOS ÁNGELES"
)


def made_up(seed: int) -> tuple[Taxpayer, int]:
    """A taxpayer that nobody thought of, and a layout. Everything in it is repeatable by its number."""
    chance = random.Random(seed)
    is_company = chance.random() < 0.5
    codes = [
        code for code, system in TAX_SYSTEMS.items() if (system.legal_entity if is_company else system.natural_person)
    ]
    rows = []
    for code in chance.sample(codes, chance.choice((1, 1, 1, 2, 3))):
        name = NAMES.get(code) or TAX_SYSTEMS[code].description
        started = datetime.date(chance.randint(1995, 2020), chance.randint(1, 12), chance.randint(1, 28))
        ended = started + datetime.timedelta(days=chance.randint(1, 900)) if chance.random() < 0.3 else None
        rows.append(Row(name, code, started, ended))
    if chance.random() < 0.1:
        rows.append(
            Row("Régimen de Pequeños Contribuyentes", None, datetime.date(2001, 1, 1), datetime.date(2013, 12, 31))
        )
    several = {"regimes_on_next_page": chance.random() < 0.3, "break_within_regimes": chance.random() < 0.3}

    def words(max_words: int) -> str:
        return " ".join(chance.choices(_WORDS.split(), k=chance.randint(1, max_words)))

    zips = ("01160", "42501", "28971", "85900", "66050")
    assert all(zip_code.locate(one) for one in zips)
    common: dict[str, Any] = {
        "rfc": made_up_rfc(chance, 3 if is_company else 4),
        "zip": chance.choice(zips),
        "regimes": rows,
        "issued": datetime.date(2019, 1, 1) + datetime.timedelta(days=chance.randint(0, 2800)),
        "trade_name": chance.choice((None, words(4))),
        "status": chance.choice(("ACTIVO", "ACTIVO", "REACTIVADO", "SUSPENDIDO")),
        "id_cif": "".join(chance.choices(string.digits, k=11)),
        "colony": chance.choice((None, "CENTRO", words(4))),
        "locality": chance.choice((None, "ACTOPAN")),
        "municipality": chance.choice(("ACTOPAN", "SAN FRANCISCO TELIXTLAHUACA DE LOS SANTOS REYES MAGOS DEL NORTE")),
        "street": chance.choice(("CODIGO POSTAL 5", "CALLE 01234", words(3))),
        **several,
    }
    if is_company:
        capital = chance.choice((None, "SOCIEDAD ANONIMA DE CAPITAL VARIABLE", "S DE RL DE CV"))
        return Taxpayer(company=words(14), capital=capital, **common), chance.choice(LAYOUTS)
    names: dict[str, Any] = {"given": words(3), "first": words(2), "second": chance.choice((None, words(2)))}
    return Taxpayer(curp="FUNK671228MCLNLR05", **names, **common), chance.choice(LAYOUTS)


def made_up_rfc(chance: random.Random, letters: int) -> str:
    day = datetime.date(1950, 1, 1) + datetime.timedelta(days=chance.randint(0, 25_000))
    bare = "".join(chance.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZÑ&", k=letters)) + f"{day:%y%m%d}"
    bare += "".join(chance.choices(string.ascii_uppercase + string.digits, k=2))
    return next(made for digit in rfc.CHECK_ALPHABET[:11] if rfc.check_digit_matches(made := bare + digit))


def stream(file: bytes) -> io.BytesIO:
    return io.BytesIO(file)


def photo(text: str | None = None, size: tuple[int, int] = (640, 480), kind: str = "PNG", **options: Any) -> bytes:
    """A picture with a QR code on grey ground, or without one."""
    picture = Image.new("RGB", size, (200, 200, 200))
    if text is not None:
        code = qr(text, min(size) * 2 // 3)
        picture.paste(code.convert("RGB"), (size[0] // 8, size[1] // 8))
    return saved(picture, kind, **options)


def saved(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()
